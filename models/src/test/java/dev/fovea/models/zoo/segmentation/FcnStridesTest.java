package dev.fovea.models.zoo.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Landscape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the paper's figure 4 shows: the finer the stride, the closer the mask to the contours. */
class FcnStridesTest {
  @Test
  void theFinerTheStrideTheMorePixelsAreRight() {
    Landscape landscape = Landscape.draw(0.3);
    List<Double> right = new ArrayList<>();
    for (Architecture fcn : Fcn.all()) {
      right.add(landscape.right(HandSetFcn.mask(fcn, landscape.picture())));
    }
    System.out.println("FCN-32s, -16s, -8s with weights set by hand: right are " + right);
    assertThat(right.get(0)).isGreaterThan(0.65);
    assertThat(right.get(1)).isGreaterThan(right.get(0) + 0.1);
    assertThat(right.get(2)).isGreaterThan(right.get(1) + 0.05).isGreaterThan(0.9);
  }
}
