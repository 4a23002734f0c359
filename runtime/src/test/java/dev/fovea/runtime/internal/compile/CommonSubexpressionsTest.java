package dev.fovea.runtime.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.runtime.Nets;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommonSubexpressionsTest {

  private static List<String> after(Graph.Builder net) {
    TypedGraph before = Situations.typed(net.build(), TensorDesc.of(1, 4));
    return Situations.lines(new CommonSubexpressions().apply(before));
  }

  private static Graph.Builder net() {
    Graph.Builder net = Graph.builder("g").input(Nets.input("x", 1, 4));
    Nets.relu(net, "a", "x");
    Nets.relu(net, "b", "x");
    net.node("ta", Activation.tanh(), List.of("a"), List.of("ta"));
    net.node("tb", Activation.tanh(), List.of("b"), List.of("tb"));
    net.node("elu", Activation.elu(1), List.of("b"), List.of("elu"));
    return net.node("sum", new Add(), List.of("ta", "tb"), List.of("sum"));
  }

  @Test
  void chainsOfEqualNodesRunOnce() {
    assertThat(after(net().output("sum").output("elu")))
        .containsExactly("a+b: x -> a", "ta+tb: a -> ta", "elu: a -> elu", "sum: ta ta -> sum");
  }

  @Test
  void resultsKeepTheirNames() {
    assertThat(after(net().output("sum").output("elu").output("b").output("ta")))
        .containsExactly(
            "a: x -> a",
            "b: x -> b",
            "ta: a -> ta",
            "tb: b -> tb",
            "elu: b -> elu",
            "sum: ta tb -> sum");
  }
}
