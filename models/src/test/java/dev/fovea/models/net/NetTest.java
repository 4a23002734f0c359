package dev.fovea.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.support.TestBackend;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.runtime.graph.Node;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetTest {
  private static final Initialiser WEIGHTS = Initialiser.he(1);

  @Test
  void namesLayersAsTheCallerSaysAndTheRestAfterThem() {
    Net net = new Net("tiny", WEIGHTS);
    Flow map = net.image(3, 8, 8).conv("conv1", 4, Window2d.of(3).pad(1)).relu().relu();
    try (Graph graph = net.build(map.globalAveragePool().flatten().dense("fc", 10))) {
      assertThat(graph.nodes().stream().map(Node::name))
          .containsExactly(
              "conv1", "conv1/relu", "conv1/relu_2", "conv1/gap", "conv1/flatten", "fc");
      assertThat(graph.constants().keySet())
          .containsExactly("conv1.weight", "conv1.bias", "fc.weight", "fc.bias");
      assertThat(graph.outputs()).containsExactly("fc");
      assertThat(net.parameterCount()).isEqualTo(4 * 3 * 9 + 4 + 4 * 10 + 10);
      assertThat(net.multiplyAdds()).isEqualTo(64 * 4 * 3 * 9 + 40);
    }
  }

  @Test
  void aSketchCountsWithoutWeightsWhichAreInputsOfItsGraph() {
    long before = Tensor.liveBytes();
    try (Net net = Net.sketch("huge")) {
      Flow made = net.image(3, 64, 64).flatten().dense("fc", 100_000);
      assertThat(net.parameterCount()).isEqualTo((3 * 64 * 64 + 1) * 100_000L);
      assertThat(Tensor.liveBytes()).isEqualTo(before);
      try (Graph graph = net.build(made)) {
        assertThat(graph.inputs().stream().map(GraphInput::name))
            .containsExactly("input", "fc.weight", "fc.bias");
        assertThat(graph.inputs().get(1).dims())
            .containsExactly(new Dim.Fixed(100_000), new Dim.Fixed(3 * 64 * 64));
        assertThat(Tensor.liveBytes()).isEqualTo(before);
      }
    }
  }

  @Test
  void aNetThatIsNotBuiltReleasesItsWeights() {
    long before = Tensor.liveBytes();
    try (Net net = new Net("tiny", WEIGHTS)) {
      Flow map = net.image(3, 8, 8).conv("conv1", 4, Window2d.of(3));
      assertThatThrownBy(() -> map.conv("conv2", 4, Window2d.of(9)))
          .isInstanceOf(OperatorException.class)
          .hasMessageContaining("conv2");
    }
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  /** Five columns to three: inputs 0-1, 1-3 and 3-4, as PyTorch's AdaptiveAvgPool2d. */
  @Test
  void adaptivePoolingTakesWindowsOfUnequalSize() {
    Net net = new Net("pool", WEIGHTS);
    Flow pooled = net.image(1, 2, 5).adaptiveAveragePool(1, 3);
    assertThat(pooled.shape()).isEqualTo(Shape.of(1, 1, 1, 3));
    float[] picture = {0, 1, 2, 3, 4, 10, 11, 12, 13, 14};
    try (Graph graph = net.build(pooled);
        Tensor input = Tensor.of(Shape.of(1, 1, 2, 5), picture);
        Tensor made = TestBackend.run(graph, Map.of("input", input)).get(pooled.name())) {
      assertThat(made.toFloats()).containsExactly(new float[] {5.5f, 7, 8.5f}, within(1e-6f));
    }
  }

  @Test
  void adaptivePoolingToTheSizeItHasAddsNothing() {
    try (Net net = Net.sketch("pool")) {
      Flow map = net.image(1, 7, 7);
      assertThat(map.adaptiveAveragePool(7, 7)).isSameAs(map);
    }
  }
}
