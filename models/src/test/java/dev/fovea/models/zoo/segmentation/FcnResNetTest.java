package dev.fovea.models.zoo.segmentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.zoo.Architecture;
import dev.fovea.op.Size2d;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FcnResNetTest {
  private static final Architecture FCN = FcnResNet.all().get(0);

  /**
   * Weights of torchvision fit by name and shape; the file is made by {@code make.py} beside it.
   */
  @Test
  void namesAndShapesAreThoseOfTorchvision() throws IOException {
    try (Graph graph = FCN.build(FCN.options().input(32, 32))) {
      List<String> actual =
          graph.constants().entrySet().stream()
              .map(constant -> constant.getKey() + " " + text(constant.getValue().shape()))
              .toList();
      assertThat(actual).containsExactlyInAnyOrderElementsOf(golden());
    }
  }

  private static String text(Shape shape) {
    return Arrays.stream(shape.dims()).mapToObj(Integer::toString).collect(Collectors.joining("x"));
  }

  private static List<String> golden() throws IOException {
    try (InputStream stream = FcnResNetTest.class.getResourceAsStream("fcn_resnet50.txt")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void scoresEveryPixelOfPicturesOfAnySize() {
    for (Size2d size : List.of(new Size2d(33, 70), new Size2d(64, 1), new Size2d(100, 41))) {
      try (Graph graph =
          FCN.build(FCN.options().input(size.h(), size.w()).width(1.0 / 64).classes(5))) {
        assertThat(ResolvedGraph.of(graph).desc(graph.outputs().get(0)).shape())
            .isEqualTo(Shape.of(1, 5, size.h(), size.w()));
      }
    }
  }

  /** Two stages of dilated kernels instead of strides: the map before the resize is an eighth. */
  @Test
  void theTrunkEndsAtEveryEighthPixel() {
    try (Graph graph = FCN.build(FCN.options().input(64, 96).width(1.0 / 64))) {
      assertThat(ResolvedGraph.of(graph).desc("classifier.4").shape())
          .isEqualTo(Shape.of(1, 21, 8, 12));
    }
  }
}
