package dev.fovea.runtime.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Activation;
import dev.fovea.op.Concat;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Softmax;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.BlockedBackend;
import dev.fovea.runtime.DelegatingBackend;
import dev.fovea.runtime.Nets;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

class AssignLayoutsTest {
  private static final TensorDesc IMAGE = TensorDesc.of(1, 3, 4, 5);
  private static final Conv2d FIRST = Conv2d.of(3, 16, Window2d.of(1)).bias(false);
  private static final Conv2d NEXT = Conv2d.of(16, 16, Window2d.of(3).pad(1)).bias(false);

  private static Graph.Builder stem() {
    return Graph.builder("net")
        .input(Nets.input("x", 1, 3, 4, 5))
        .constant("w1", Nets.random(Shape.of(16, 3, 1, 1), 1))
        .constant("w2", Nets.random(Shape.of(16, 16, 3, 3), 2))
        .node("conv1", FIRST, List.of("x", "w1"), List.of("a"))
        .node("relu", Activation.relu(), List.of("a"), List.of("b"))
        .node("conv2", NEXT, List.of("b", "w2"), List.of("c"));
  }

  private static TypedGraph assigned(Graph graph) {
    return new AssignLayouts(new BlockedBackend()).apply(Situations.typed(graph, IMAGE));
  }

  @Test
  void kernelsHandBlocksOnAndReordersStandAtTheBorders() {
    try (Graph graph =
        stem().node("softmax", Softmax.along(1), List.of("c"), List.of("y")).output("y").build()) {
      TypedGraph after = assigned(graph);

      assertThat(Situations.lines(after))
          .containsExactly(
              "conv1: x -> x NCHW8c",
              "conv1: x NCHW8c w1 -> a",
              "relu: a -> b",
              "conv2: b w2 -> c",
              "softmax: c -> c plain",
              "softmax: c plain -> y");
      assertThat(after.desc("b").layout()).isEqualTo(Layout.blocked(8));
      assertThat(after.desc("y").layout()).isEqualTo(Layout.PLAIN);
    }
  }

  @Test
  void oneCopyServesAllThatWantIt() {
    try (Graph graph =
        stem()
            .node("first", Softmax.along(1), List.of("c"), List.of("y"))
            .node("second", Softmax.along(2), List.of("c"), List.of("z"))
            .output("y")
            .output("z")
            .build()) {
      assertThat(Situations.lines(assigned(graph)))
          .containsOnlyOnce("first: c -> c plain")
          .contains("first: c plain -> y", "second: c plain -> z");
    }
  }

  @Test
  void resultsArePlainAndTheirReadersTakeTheBlocks() {
    try (Graph graph = stem().output("b").output("c").build()) {
      TypedGraph after = assigned(graph);

      assertThat(Situations.lines(after))
          .containsSequence(
              "relu: a -> b NCHW8c", "relu: b NCHW8c -> b", "conv2: b NCHW8c w2 -> c NCHW8c");
      assertThat(after.desc("b").layout()).isEqualTo(Layout.PLAIN);
    }
  }

  @Test
  @DisabledIfSystemProperty(
      named = "fovea.test.backend",
      matches = "native",
      disabledReason = "wraps a backend of plain layouts")
  void sessionsComputeTheSame() {
    try (Graph graph =
            stem()
                .node("joined", new Concat(1, 2), List.of("c", "b"), List.of("d"))
                .node("softmax", Softmax.along(1), List.of("d"), List.of("y"))
                .output("y")
                .output("b")
                .build();
        Tensor x = Nets.random(IMAGE.shape(), 3);
        Session plain = Session.open(graph, new DelegatingBackend());
        Session blocked = Session.open(graph, new BlockedBackend())) {
      Map<String, Tensor> expected = plain.run(Map.of("x", x));
      Map<String, Tensor> actual = blocked.run(Map.of("x", x));

      assertThat(blocked.explain(Map.of("x", IMAGE)).toString()).contains("Reorder");
      for (String output : List.of("y", "b")) {
        assertThat(actual.get(output).toFloats()).isEqualTo(expected.get(output).toFloats());
        actual.get(output).close();
        expected.get(output).close();
      }
    }
  }
}
