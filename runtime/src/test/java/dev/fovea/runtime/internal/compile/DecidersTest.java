package dev.fovea.runtime.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Activation;
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
}
