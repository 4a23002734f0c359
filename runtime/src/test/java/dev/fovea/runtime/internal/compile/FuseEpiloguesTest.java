package dev.fovea.runtime.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Linear;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.Nets;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FuseEpiloguesTest {
  private static final Conv2d CONV = Conv2d.of(4, 4, Window2d.of(3).pad(1));
  private static final TensorDesc IMAGE = TensorDesc.of(1, 4, 6, 6);

  private static Graph.Builder net() {
    return Graph.builder("g").input(Nets.input("x", 1, 4, 6, 6));
  }

  private static void add(Graph.Builder net, String name, String a, String b) {
    net.node(name, new Add(), List.of(a, b), List.of(name));
  }

  private static TypedGraph fused(Graph.Builder net, String... observed) {
    try (Graph graph = net.build()) {
      Situation situation = Situations.of(graph, Map.of(), Set.of(observed), IMAGE);
      return new FuseEpilogues().apply(Situations.typed(graph, situation));
    }
  }

  private static Epilogue epilogue(TypedGraph graph, int node) {
    return ((Linear) graph.nodes().get(node).op()).epilogue();
  }

  @Test
  void sumThenActivationFollowTheConvolution() {
    Graph.Builder net = net();
    Nets.conv(net, "a", "x", CONV);
    Nets.relu(net, "ra", "a");
    Nets.conv(net, "b", "ra", CONV);
    add(net, "sum", "b", "x");
    Nets.relu(net, "y", "sum");
    TypedGraph after = fused(net.output("y"));

    assertThat(Situations.lines(after))
        .containsExactly("a+ra: x a.w a.b -> ra", "b+sum+y: ra b.w b.b x -> y");
    assertThat(epilogue(after, 0)).isEqualTo(Epilogue.of(Activation.relu()));
    assertThat(epilogue(after, 1)).isEqualTo(Epilogue.of(Activation.relu()).withResidual());
  }

  @Test
  void sumOfTwoConvolutionsIsFusedBehindTheLast() {
    Graph.Builder net = net();
    Nets.conv(net, "a", "x", CONV);
    Nets.conv(net, "b", "x", CONV);
    add(net, "y", "b", "a");

    assertThat(Situations.lines(fused(net.output("y"))))
        .containsExactly("a: x a.w a.b -> a", "b+y: x b.w b.b a -> y");
  }

  @Test
  void sumBehindAnActivationStaysOutside() {
    Graph.Builder net = net();
    Nets.conv(net, "a", "x", CONV);
    Nets.relu(net, "ra", "a");
    add(net, "y", "ra", "x");

    assertThat(Situations.lines(fused(net.output("y"))))
        .containsExactly("a+ra: x a.w a.b -> ra", "y: ra x -> y");
  }

  @Test
  void anActivationThatJumpsStaysOutside() {
    Graph.Builder net = net();
    Nets.conv(net, "a", "x", CONV);
    net.node("jump", Activation.thresholdedRelu(1), List.of("a"), List.of("b"));
    Nets.conv(net, "c", "b", CONV);
    net.node("bend", Activation.gelu(), List.of("c"), List.of("y"));

    assertThat(Situations.lines(fused(net.output("y"))))
        .containsExactly("a: x a.w a.b -> a", "jump: a -> b", "c+bend: b c.w c.b -> y");
  }

  @Test
  void onlyOneActivationAndOneSumFit() {
    Graph.Builder net = net();
    Nets.conv(net, "a", "x", CONV);
    add(net, "s1", "a", "x");
    add(net, "s2", "s1", "x");
    net.node("tanh", Activation.tanh(), List.of("s2"), List.of("t"));
    Nets.conv(net, "b", "t", CONV);
    Nets.relu(net, "rb", "b");
    net.node("last", Activation.tanh(), List.of("rb"), List.of("y"));

    assertThat(Situations.lines(fused(net.output("y"))))
        .containsExactly(
            "a+s1: x a.w a.b x -> s1",
            "s2: s1 x -> s2",
            "tanh: s2 -> t",
            "b+rb: t b.w b.b -> rb",
            "last: rb -> y");
  }

  @Test
  void otherReadersResultsAndObservedValuesStandInTheWay() {
    Graph.Builder twice = net();
    Nets.conv(twice, "a", "x", CONV);
    add(twice, "y", "a", "a");
    assertThat(fused(twice.output("y")).nodes()).hasSize(2);

    Graph.Builder result = net();
    Nets.conv(result, "a", "x", CONV);
    Nets.relu(result, "y", "a");
    assertThat(fused(result.output("y").output("a")).nodes()).hasSize(2);

    Graph.Builder observed = net();
    Nets.conv(observed, "a", "x", CONV);
    Nets.relu(observed, "y", "a");
    assertThat(fused(observed.output("y"), "a").nodes()).hasSize(2);
  }

  @Test
  void residualsThatStretchStayOutside() {
    Graph.Builder net = net();
    Nets.conv(net, "a", "x", CONV);
    net.constant("channel", Nets.random(Shape.of(4, 1, 1), 1));
    add(net, "y", "a", "channel");
    assertThat(fused(net.output("y")).nodes()).hasSize(2);

    Graph.Builder row = net();
    Nets.conv(row, "a", "x", Conv2d.of(4, 4, Window2d.of(6)));
    add(row, "y", "a", "x");
    assertThat(fused(row.output("y")).nodes()).hasSize(2);
  }

  @Test
  void denseLayersFuseToo() {
    Graph.Builder net = net();
    Nets.dense(net, "fc", "x", Dense.of(144, 3));
    net.node("sigmoid", Activation.sigmoid(), List.of("fc"), List.of("y"));
    TypedGraph after = fused(net.output("y"));

    assertThat(Situations.lines(after)).containsExactly("fc+sigmoid: x fc.w fc.b -> y");
    assertThat(epilogue(after, 0)).isEqualTo(Epilogue.of(Activation.sigmoid()));
  }
}
