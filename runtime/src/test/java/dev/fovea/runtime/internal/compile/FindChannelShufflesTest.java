package dev.fovea.runtime.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.ChannelShuffle;
import dev.fovea.op.Op;
import dev.fovea.op.Reshape;
import dev.fovea.op.Transpose;
import dev.fovea.runtime.Nets;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindChannelShufflesTest {
  private static final TensorDesc IMAGE = TensorDesc.of(2, 6, 4, 5);

  private static Graph.Builder net(Op first, Op middle, Op last) {
    return Graph.builder("net")
        .input(Nets.input("x", 2, 6, 4, 5))
        .node("group", first, List.of("x"), List.of("g"))
        .node("swap", middle, List.of("g"), List.of("s"))
        .node("join", last, List.of("s"), List.of("j"));
  }

  private static TypedGraph found(Graph.Builder net) {
    Nets.relu(net, "y", "j");
    TypedGraph before = Situations.typed(net.output("y").build(), IMAGE);
    return new FindChannelShuffles().apply(before);
  }

  private static void staysAsItIs(Op first, Op middle, Op last) {
    assertThat(found(net(first, middle, last)).nodes()).hasSize(4);
  }

  @Test
  void threeNodesBecomeOne() {
    TypedGraph after =
        found(net(Reshape.to(0, 2, 3, 4, 5), Transpose.of(0, 2, 1, 3, 4), Reshape.to(2, -1, 4, 5)));

    assertThat(Situations.lines(after)).containsExactly("group+swap+join: x -> j", "y: j -> y");
    assertThat(after.nodes().get(0).op()).isEqualTo(new ChannelShuffle(2));
  }

  @Test
  void theMapMayBeFlat() {
    TypedGraph after =
        found(net(Reshape.to(2, 3, 2, 20), Transpose.of(0, 2, 1, 3), Reshape.to(2, 6, 4, 5)));

    assertThat(after.nodes().get(0).op()).isEqualTo(new ChannelShuffle(3));
  }

  @Test
  void anythingElseStays() {
    staysAsItIs(Reshape.to(2, 2, 3, 4, 5), Transpose.of(0, 2, 1, 4, 3), Reshape.to(2, 6, 4, 5));
    staysAsItIs(Reshape.to(2, 2, 3, 4, 5), Transpose.of(0, 2, 1, 3, 4), Reshape.to(2, 6, 5, 4));
    staysAsItIs(Reshape.to(4, 3, 4, 5), Transpose.of(0, 2, 1, 3), Reshape.to(2, 6, 4, 5));
    staysAsItIs(Reshape.to(2, 2, 12, 5), Transpose.of(0, 2, 1, 3), Reshape.to(2, 6, 4, 5));
  }

  @Test
  void whatSomebodyElseReadsStays() {
    Graph.Builder net =
        net(Reshape.to(2, 2, 3, 4, 5), Transpose.of(0, 2, 1, 3, 4), Reshape.to(2, 6, 4, 5));
    Nets.relu(net, "other", "s");

    assertThat(found(net.output("other")).nodes()).hasSize(5);
  }
}
