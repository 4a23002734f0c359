package dev.fovea.models.zoo.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.Backends;
import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.Mask;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Landscape;
import dev.fovea.op.Size2d;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the paper's figure 4 shows: the finer the stride, the closer the mask to the contours. */
class FcnStridesTest {
  @Test
  void theFinerTheStrideTheMorePixelsAreRight() {
    Landscape landscape = Landscape.draw(0.3);
    List<Double> right = new ArrayList<>();
    for (Architecture fcn : Fcn.all()) {
      right.add(right(mask(fcn, landscape.picture()), landscape));
    }
    System.out.println("FCN-32s, -16s, -8s with weights set by hand: right are " + right);
    assertThat(right.get(0)).isGreaterThan(0.65);
    assertThat(right.get(1)).isGreaterThan(right.get(0) + 0.1);
    assertThat(right.get(2)).isGreaterThan(right.get(1) + 0.05).isGreaterThan(0.9);
  }

  static Mask mask(Architecture fcn, Bitmap picture) {
    try (Graph graph = HandSetFcn.build(fcn, new Size2d(picture.height(), picture.width()));
        Tensor input = HandSetFcn.input(picture);
        Backend backend = Backends.discover().open("blas");
        Session session = Session.open(graph, backend)) {
      try (Tensor scores = session.run(Map.of("input", input)).get(graph.outputs().get(0))) {
        return Mask.of(scores);
      }
    }
  }

  private static double right(Mask mask, Landscape landscape) {
    int right = 0;
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        right += mask.at(x, y) == landscape.at(x, y).ordinal() ? 1 : 0;
      }
    }
    return (double) right / mask.width() / mask.height();
  }
}
