package dev.fovea.runtime.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.op.Activation;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Linear;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.Nets;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.WeightStore;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FoldBatchNormTest {
  private final long liveBefore = Tensor.liveBytes();
  private final DerivedConstants derived = new DerivedConstants(new WeightStore());
  private final Pass pass = new FoldBatchNorm(derived);

  @AfterEach
  void nothingLeaks() {
    derived.close();
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  static Stream<Linear> linears() {
    Window2d three = Window2d.of(3);
    return Stream.of(
        Conv2d.of(4, 6, three).groups(2),
        Conv2d.of(4, 6, three).bias(false),
        ConvTranspose2d.of(4, 6, three).groups(2),
        ConvTranspose2d.of(4, 6, three).bias(false));
  }

  @ParameterizedTest
  @MethodSource("linears")
  void normalisationGoesIntoTheWeights(Linear op) {
    Graph.Builder net = Graph.builder("g").input(Nets.input("x", 1, 4, 5, 5));
    Nets.normalised(net, "y", "x", op);
    try (Graph graph = net.output("y").build()) {
      TypedGraph before = Situations.typed(graph, TensorDesc.of(1, 4, 5, 5));
      TypedGraph after = pass.apply(before);

      assertThat(Situations.lines(after))
          .containsExactly("y.conv+y.norm: x y folded weights y folded bias -> y");
      TypedNode folded = after.nodes().get(0);
      assertThat(folded.op()).isEqualTo(op.bias(true));
      assertThat(folded.folded()).isEqualTo(new ErrorModel.BatchNormalised(op.products()));
      assertThat(after.constants().get("y folded weights").shape()).isEqualTo(op.weightsShape());
    }
  }

  @Test
  void theArithmeticIsInDouble() {
    Graph.Builder net = Graph.builder("g").input(Nets.input("x", 1, 1));
    net.constant("w", Tensor.of(Shape.of(1, 1), 3));
    net.constant("b", Tensor.of(Shape.of(1), 16_777_216));
    net.node("fc", Dense.of(1, 1), List.of("x", "w", "b"), List.of("raw"));
    net.constant("scale", Tensor.of(Shape.of(1), 0.5f));
    net.constant("bias", Tensor.of(Shape.of(1), 0.25f));
    net.constant("mean", Tensor.of(Shape.of(1), 1));
    net.constant("variance", Tensor.of(Shape.of(1), 4));
    net.node(
        "norm",
        new BatchNorm(1, 0),
        List.of("raw", "scale", "bias", "mean", "variance"),
        List.of("y"));
    try (Graph graph = net.output("y").build()) {
      Map<String, Tensor> folded =
          pass.apply(Situations.typed(graph, TensorDesc.of(1, 1))).constants();

      assertThat(folded.get("y folded weights").toFloats()).containsExactly(0.75f);
      // 2^24 - 1 needs every bit of a float; in float arithmetic the 0.25 would be lost first.
      assertThat(folded.get("y folded bias").toFloats()[0])
          .isCloseTo((float) ((16_777_216.0 - 1) * 0.25 + 0.25), within(0f));
    }
  }

  private void unchanged(Graph.Builder net, Set<String> observed) {
    try (Graph graph = net.output("y").build()) {
      Situation situation = Situations.of(graph, Map.of(), observed, TensorDesc.of(1, 4, 5, 5));
      TypedGraph before = Situations.typed(graph, situation);
      assertThat(pass.apply(before).nodes()).isEqualTo(before.nodes());
    }
  }

  private static Graph.Builder net() {
    return Graph.builder("g").input(Nets.input("x", 1, 4, 5, 5));
  }

  @Test
  void whatSomebodyElseReadsIsLeftAlone() {
    Graph.Builder read = net();
    Nets.normalised(read, "y", "x", Conv2d.of(4, 4, Window2d.of(1)));
    Nets.relu(read, "relu", "y.raw");
    unchanged(read.output("relu"), Set.of());

    Graph.Builder observed = net();
    Nets.normalised(observed, "y", "x", Conv2d.of(4, 4, Window2d.of(1)));
    unchanged(observed, Set.of("y.raw"));
  }

  @Test
  void whatIsActivatedBeforeIsLeftAlone() {
    Graph.Builder net = net();
    Conv2d op = Conv2d.of(4, 4, Window2d.of(1)).epilogue(Epilogue.of(Activation.relu()));
    Nets.normalised(net, "y", "x", op);
    unchanged(net, Set.of());
  }

  @Test
  void factorsThatAreNotFiniteAreLeftToTheRun() {
    Graph.Builder net = net();
    Nets.conv(net, "raw", "x", Conv2d.of(4, 1, Window2d.of(1)));
    for (String parameter : List.of("scale", "bias", "mean")) {
      net.constant(parameter, Tensor.of(Shape.of(1), 1));
    }
    net.constant("variance", Tensor.of(Shape.of(1), 0));
    net.node(
        "norm",
        new BatchNorm(1, 0),
        List.of("raw", "scale", "bias", "mean", "variance"),
        List.of("y"));
    unchanged(net, Set.of());
  }
}
