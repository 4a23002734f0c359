package dev.fovea.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Gather;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Reshape;
import dev.fovea.op.ShapeOf;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ResolvedGraphTest {
  private static final Supplier<Backend> NONE =
      () -> {
        throw new AssertionError("nothing is computed here");
      };

  private static Node reshape(String decider) {
    return new Node(
        "reshape",
        new OpSource.Deferred(
            "Reshape",
            List.of(decider),
            (srcs, deciders) -> Reshape.to((int) deciders.get(0).toLongs()[0], -1)),
        List.of("x"),
        List.of("y"));
  }

  @Test
  void deferredOperatorsAndUnnamedOutputsAreKnown() {
    MaxPool2d pool = MaxPool2d.of(Window2d.of(2)).indices(MaxPool2d.Indices.ROW_MAJOR);
    try (Graph graph =
        Graph.builder("net")
            .input(Nets.input("x", "batch", 3, 4, 4))
            .constant("rows", Tensor.ofLongs(Shape.of(1), 6))
            .node(reshape("rows"))
            .node("pool", pool, List.of("x"), List.of("p"))
            .output("y")
            .output("p")
            .build()) {
      ResolvedGraph resolved =
          ResolvedGraph.of(graph, Map.of("x", TensorDesc.of(2, 3, 4, 4)), Map.of(), NONE);
      assertThat(resolved.nodes())
          .containsExactly(
              new Node("reshape", Reshape.to(6, -1), List.of("x"), List.of("y")),
              new Node("pool", pool, List.of("x"), List.of("p", "pool output 1")));
      assertThat(resolved.values().get("y")).isEqualTo(TensorDesc.of(6, 16));
      assertThat(resolved.values().get("pool output 1"))
          .isEqualTo(TensorDesc.of(DType.INT64, Shape.of(2, 3, 3, 3)));
    }
  }

  /** Half of the images, as a network computes it that gathers from its input's shape. */
  @Test
  void whatNodesComputeFromShapesIsComputed() {
    long before = Tensor.liveBytes();
    try (Backend backend = Nets.backend();
        Graph graph =
            Graph.builder("net")
                .input(Nets.input("x", "batch", 3))
                .constant("second", Tensor.ofLongs(Shape.of(1), 1))
                .node("shape", ShapeOf.all(), List.of("x"), List.of("s"))
                .node("pick", new Gather(0), List.of("s", "second"), List.of("rows"))
                .node(reshape("rows"))
                .output("y")
                .build()) {
      ResolvedGraph resolved =
          ResolvedGraph.of(graph, Map.of("x", TensorDesc.of(4, 3)), Map.of(), () -> backend);
      assertThat(resolved.values().get("y")).isEqualTo(TensorDesc.of(3, 4));
    }
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  @Test
  void inputsThatDecideMustBeGiven() {
    try (Graph graph =
            Graph.builder("net")
                .input(Nets.input("x", 6))
                .input(Nets.input("rows", DType.INT64, 1))
                .node(reshape("rows"))
                .output("y")
                .build();
        Tensor rows = Tensor.ofLongs(Shape.of(1), 3)) {
      Map<String, TensorDesc> descs = Map.of("x", TensorDesc.of(6), "rows", rows.desc());
      assertThat(ResolvedGraph.deciding(graph)).containsExactly("rows");
      assertThat(ResolvedGraph.of(graph, descs, Map.of("rows", rows), NONE).values().get("y"))
          .isEqualTo(TensorDesc.of(3, 2));
      assertThatThrownBy(() -> ResolvedGraph.of(graph, descs, Map.of(), NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "ResolvedGraph[net]: the value of input rows decides an operator; expected it");
      assertThatThrownBy(() -> ResolvedGraph.of(graph, Map.of(), Map.of("rows", rows), NONE))
          .hasMessageStartingWith("ResolvedGraph[net]: input x is missing; expected float32[6]");
    }
  }
}
