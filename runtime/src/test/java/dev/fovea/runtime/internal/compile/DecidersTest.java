package dev.fovea.runtime.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Activation;
import dev.fovea.op.Gather;
import dev.fovea.op.OperatorException;
import dev.fovea.op.ShapeOf;
import dev.fovea.runtime.Nets;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecidersTest {

  @Test
  void inputsInTheGraphsOrderWithoutConstants() {
    OpSource deferred =
        new OpSource.Deferred(
            "Clip", List.of("max", "c", "min"), (inputs, deciders) -> Activation.relu());
    try (Graph graph =
        Graph.builder("g")
            .input(Nets.input("min"))
            .input(Nets.input("x", 4))
            .input(Nets.input("max"))
            .constant("c", Tensor.of(Shape.of(), 1))
            .node(new Node("a", deferred, List.of("x"), List.of("y")))
            .node(new Node("b", deferred, List.of("y"), List.of("z")))
            .output("z")
            .build()) {
      assertThat(Deciders.of(graph)).containsExactly("min", "max");
    }
    assertThat(Deciders.of(Nets.tiny())).isEmpty();
  }

  private static Graph reshapedBy(Node... computing) {
    Graph.Builder net = Graph.builder("g").input(Nets.input("x", "N", 4));
    List.of(computing).forEach(net::node);
    return net.constant("first", Tensor.ofLongs(Shape.of(1), 0))
        .node(Nets.reshapeBy("s"))
        .output("reshaped")
        .build();
  }

  @Test
  void shapesAreKnownWhateverTheyBelongTo() {
    Graph graph =
        reshapedBy(
            new Node("relu", Activation.relu(), List.of("x"), List.of("r")),
            new Node("shape", ShapeOf.all(), List.of("r"), List.of("all")),
            new Node("pick", new Gather(0), List.of("all", "first"), List.of("s")));

    assertThat(Deciders.of(graph)).isEmpty();
  }

  @Test
  void dataAreNot() {
    Graph graph =
        reshapedBy(
            new Node("shape", ShapeOf.all(), List.of("x"), List.of("all")),
            new Node("pick", new Gather(0), List.of("x", "all"), List.of("s")));

    assertThatThrownBy(() -> Deciders.of(graph))
        .isInstanceOf(OperatorException.class)
        .hasMessage(
            "Reshape[reshape]: value s decides the operator and is computed by Gather[pick];"
                + " expected a graph input, or nothing but constants and shapes behind it;"
                + " fold it before export");
  }
}
