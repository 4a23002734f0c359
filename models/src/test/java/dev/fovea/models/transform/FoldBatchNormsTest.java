package dev.fovea.models.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.support.Agreement;
import dev.fovea.models.zoo.Zoo;
import dev.fovea.op.Activation;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FoldBatchNormsTest {
  private final long liveBefore = Tensor.liveBytes();

  @AfterEach
  void nothingLeaks() {
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  private static Graph.Builder net() {
    return Graph.builder("net").input(Networks.input("x", -1, 4, -1, -1));
  }

  @Test
  void normalisationGoesIntoTheLayerBefore() {
    Graph.Builder net = net();
    Networks.linear(net, "conv", "x", Conv2d.of(4, 6, Window2d.of(3)).groups(2).bias(false));
    Networks.batchNorm(net, "norm1", "conv", 6);
    Networks.relu(net, "relu", "norm1");
    Networks.linear(net, "up", "relu", ConvTranspose2d.of(6, 8, Window2d.of(3)).groups(2));
    Networks.batchNorm(net, "norm2", "up", 8);
    try (Graph before = net.output("norm2").build();
        FoldBatchNorms after = FoldBatchNorms.of(before);
        Tensor picture = Networks.random(Shape.of(2, 4, 5, 7), 1);
        Tensor expected = Networks.run(before, picture);
        Tensor actual = Networks.run(after.graph(), picture)) {
      assertThat(Networks.lines(after.graph()))
          .containsExactly(
              "conv: Conv2d x conv.weight conv.bias -> norm1",
              "relu: Activation norm1 -> relu",
              "up: ConvTranspose2d relu up.weight up.bias -> norm2");
      assertThat(after.folded()).containsExactly("norm1", "norm2");
      assertThat(after.graph().constants())
          .containsOnlyKeys("conv.weight", "conv.bias", "up.weight", "up.bias");
      assertThat(Agreement.problem("norm2", actual, expected)).isEmpty();
    }
  }

  @Test
  void theArithmeticIsInDouble() {
    Graph.Builder net = Graph.builder("net").input(Networks.input("x", 1, 1));
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
    try (Graph before = net.output("y").build();
        FoldBatchNorms after = FoldBatchNorms.of(before)) {
      assertThat(after.graph().constants().get("w").toFloats()).containsExactly(0.75f);
      // 2^24 - 1 needs every bit of a float; in float arithmetic the 0.25 would be lost first.
      assertThat(after.graph().constants().get("b").toFloats())
          .containsExactly((float) ((16_777_216.0 - 1) * 0.25 + 0.25));
      assertThat(before.constants().get("w").toFloats()).containsExactly(3);
    }
  }

  @Test
  void sharedWeightsAreFoldedForOneReaderOnly() {
    Graph.Builder net = net();
    Conv2d op = Conv2d.of(4, 4, Window2d.of(1)).bias(false);
    net.constant("w", Networks.random(op.weightsShape(), 1));
    net.node("conv1", op, List.of("x", "w"), List.of("conv1"));
    Networks.batchNorm(net, "norm", "conv1", 4);
    net.node("conv2", op, List.of("norm", "w"), List.of("y"));
    try (Graph before = net.output("y").build();
        FoldBatchNorms after = FoldBatchNorms.of(before);
        Tensor picture = Networks.random(Shape.of(1, 4, 3, 3), 2);
        Tensor expected = Networks.run(before, picture);
        Tensor actual = Networks.run(after.graph(), picture)) {
      assertThat(Networks.lines(after.graph()))
          .containsExactly("conv1: Conv2d x w_2 conv1.bias -> norm", "conv2: Conv2d norm w -> y");
      assertThat(Agreement.problem("y", actual, expected)).isEmpty();
    }
  }

  @Test
  void whatCannotBeFoldedStays() {
    Graph.Builder read = net();
    Networks.linear(read, "conv", "x", Conv2d.of(4, 4, Window2d.of(1)));
    Networks.batchNorm(read, "norm", "conv", 4);
    Networks.relu(read, "relu", "conv");
    stays(read.output("norm").output("relu"));

    Graph.Builder activated = net();
    Epilogue relu = Epilogue.of(Activation.relu());
    Networks.linear(activated, "conv", "x", Conv2d.of(4, 4, Window2d.of(1)).epilogue(relu));
    Networks.batchNorm(activated, "norm", "conv", 4);
    stays(activated.output("norm"));

    Graph.Builder first = net();
    Networks.batchNorm(first, "norm", "x", 4);
    stays(first.output("norm"));

    Graph.Builder infinite = net();
    Networks.linear(infinite, "conv", "x", Conv2d.of(4, 1, Window2d.of(1)));
    for (String parameter : List.of("scale", "bias", "mean")) {
      infinite.constant(parameter, Tensor.of(Shape.of(1), 1));
    }
    infinite.constant("variance", Tensor.of(Shape.of(1), 0));
    Networks.add(
        infinite, "norm", new BatchNorm(1, 0), "conv", "scale", "bias", "mean", "variance");
    stays(infinite.output("norm"));
  }

  private static void stays(Graph.Builder net) {
    try (Graph before = net.build();
        FoldBatchNorms after = FoldBatchNorms.of(before)) {
      assertThat(after.graph().nodes()).isEqualTo(before.nodes());
      assertThat(after.folded()).isEmpty();
    }
  }

  @Test
  void aWholeResNetFolds() {
    try (Graph before =
            Zoo.get("resnet18").build(Zoo.get("resnet18").options().width(0.25).input(64, 64));
        FoldBatchNorms after = FoldBatchNorms.of(before);
        Tensor picture = Networks.random(Shape.of(1, 3, 64, 64), 3);
        Tensor expected = Networks.run(before, picture);
        Tensor actual = Networks.run(after.graph(), picture)) {
      assertThat(after.folded()).hasSize(20);
      assertThat(Networks.lines(after.graph())).noneMatch(line -> line.contains("BatchNorm"));
      assertThat(Agreement.problem("fc", actual, expected)).isEmpty();
    }
  }
}
