package dev.fovea.models.zoo.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.models.zoo.Architecture;
import dev.fovea.op.Concat;
import dev.fovea.op.OperatorException;
import dev.fovea.op.ReceptiveField;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.tensor.Shape;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class UNetTest {
  private static final Architecture UNET = UNet.all().get(0);
  private static final Architecture PADDED = UNet.all().get(1);

  private static Graph thin(Architecture architecture, int height, int width) {
    return architecture.build(architecture.options().input(height, width).width(1.0 / 32));
  }

  private static Shape scored(Architecture architecture, int height, int width) {
    try (Graph graph = thin(architecture, height, width)) {
      return ResolvedGraph.of(graph).desc(graph.outputs().get(0)).shape();
    }
  }

  /** The numbers along the two paths of the paper's figure 1. */
  @Test
  void sizesAreThoseOfTheFigure() {
    try (Graph graph = thin(UNET, 572, 572)) {
      ResolvedGraph resolved = ResolvedGraph.of(graph);
      List<Integer> sizes =
          graph.nodes().stream()
              .filter(node -> node.name().endsWith("conv2") || node.name().endsWith("up"))
              .map(node -> resolved.desc(node.outputs().get(0)).shape().dim(2))
              .toList();
      assertThat(sizes)
          .containsExactly(568, 280, 136, 64, 28, 56, 52, 104, 100, 200, 196, 392, 388);
    }
    assertThat(scored(UNET, 572, 572)).isEqualTo(Shape.of(1, 2, 388, 388));
  }

  @Test
  void theSmallestPictureGivesFourByFourScores() {
    assertThat(scored(UNET, 188, 204)).isEqualTo(Shape.of(1, 2, 4, 20));
  }

  @Test
  void withPaddingEveryPixelIsScored() {
    assertThat(scored(PADDED, 64, 96)).isEqualTo(Shape.of(1, 2, 64, 96));
  }

  /** Both maps that are put beside each other look at the same pixels, and so does the output. */
  @Test
  void croppingKeepsThePathsInLine() {
    for (Architecture architecture : List.of(UNET, PADDED)) {
      int size = architecture == UNET ? 188 : 64;
      try (Graph graph = thin(architecture, size, size)) {
        ResolvedGraph resolved = ResolvedGraph.of(graph);
        for (Node node : graph.nodes()) {
          if (resolved.op(node) instanceof Concat) {
            ReceptiveField beside = field(resolved, node.inputs().get(0));
            ReceptiveField up = field(resolved, node.inputs().get(1));
            assertThat(up.centreH()).as(node.name()).isEqualTo(beside.centreH());
            assertThat(up.jumpH()).as(node.name()).isEqualTo(beside.jumpH());
          }
        }
        ReceptiveField score = field(resolved, graph.outputs().get(0));
        assertThat(score.jumpH()).isEqualTo(1);
        assertThat(score.centreH()).isEqualTo(architecture == UNET ? 92 : 0);
      }
    }
  }

  private static ReceptiveField field(ResolvedGraph resolved, String value) {
    return Objects.requireNonNull(resolved.receptiveField(value));
  }

  @Test
  void aSizeThatWouldShiftThePathsIsRefused() {
    assertThatThrownBy(() -> thin(UNET, 256, 256))
        .isInstanceOf(OperatorException.class)
        .hasMessageContaining("down2.conv2/relu/maxpool")
        .hasMessageContaining("input is 57x57")
        .hasMessageContaining("16 k + 12");
    assertThatThrownBy(() -> thin(PADDED, 64, 100))
        .isInstanceOf(OperatorException.class)
        .hasMessageContaining("16 k with padding");
  }
}
