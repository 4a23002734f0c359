package dev.fovea.runtime.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Activation;
import dev.fovea.op.Arithmetic;
import dev.fovea.runtime.Nets;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindSiluTest {
  private static final TensorDesc IMAGE = TensorDesc.of(2, 6, 4, 5);

  private static Graph.Builder net(Activation gate, String gated, Arithmetic.Function function) {
    return Graph.builder("net")
        .input(Nets.input("x", 2, 6, 4, 5))
        .input(Nets.input("z", 2, 6, 4, 5))
        .node("gate", gate, List.of(gated), List.of("g"))
        .node("product", new Arithmetic(function), List.of("x", "g"), List.of("y"))
        .output("y");
  }

  private static TypedGraph found(Graph.Builder net) {
    return new FindSilu().apply(Situations.typed(net.build(), IMAGE, IMAGE));
  }

  @Test
  void twoNodesBecomeOneWhicheverFactorComesFirst() {
    TypedGraph after = found(net(Activation.sigmoid(), "x", Arithmetic.Function.MUL));
    assertThat(Situations.lines(after)).containsExactly("gate+product: x -> y");
    assertThat(after.nodes().get(0).op()).isEqualTo(Activation.silu());

    Graph.Builder turned =
        Graph.builder("net")
            .input(Nets.input("x", 2, 6, 4, 5))
            .node("gate", Activation.sigmoid(), List.of("x"), List.of("g"))
            .node(
                "product", new Arithmetic(Arithmetic.Function.MUL), List.of("g", "x"), List.of("y"))
            .output("y");
    TypedGraph turnedAfter = new FindSilu().apply(Situations.typed(turned.build(), IMAGE));
    assertThat(Situations.lines(turnedAfter)).containsExactly("gate+product: x -> y");
  }

  @Test
  void anythingElseStays() {
    assertThat(found(net(Activation.tanh(), "x", Arithmetic.Function.MUL)).nodes()).hasSize(2);
    assertThat(found(net(Activation.sigmoid(), "z", Arithmetic.Function.MUL)).nodes()).hasSize(2);
    assertThat(found(net(Activation.sigmoid(), "x", Arithmetic.Function.DIV)).nodes()).hasSize(2);
  }

  @Test
  void aGateThatSomebodyElseReadsStays() {
    Graph.Builder net = net(Activation.sigmoid(), "x", Arithmetic.Function.MUL);
    assertThat(found(net.output("g")).nodes()).hasSize(2);
  }
}
