package dev.fovea.runtime.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Add;
import dev.fovea.runtime.Nets;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphTest {

  @Test
  void nodesKeepTheirOrderWhereTheyCan() {
    Graph.Builder net = Graph.builder("g").input(Nets.input("x", 4));
    Nets.relu(net, "late", "b");
    Nets.relu(net, "a", "x");
    net.node("twice", new Add(), List.of("b", "b"), List.of("twice"));
    Nets.relu(net, "b", "a");
    Nets.relu(net, "c", "x");
    try (Graph graph = net.output("late").build()) {
      assertThat(graph.nodes())
          .extracting(Node::name)
          .containsExactly("a", "b", "late", "twice", "c");
    }
  }

  @Test
  void theFirstNodeThatCannotRunIsNamed() {
    Graph.Builder cycle = Graph.builder("g").input(Nets.input("x", 4));
    Nets.relu(cycle, "fine", "x");
    Nets.relu(cycle, "a", "b");
    Nets.relu(cycle, "b", "a");
    assertThatThrownBy(cycle::build)
        .isInstanceOf(GraphException.class)
        .hasMessage("Graph[g]: node a waits for itself; expected no cycle");
    Graph.Builder missing = Graph.builder("g").input(Nets.input("x", 4));
    net(missing);
    assertThatThrownBy(missing::build)
        .isInstanceOf(GraphException.class)
        .hasMessage(
            "Graph[g]: node a (Add) reads nowhere, which has no source;"
                + " expected a node, input or constant");
  }

  private static void net(Graph.Builder missing) {
    missing.node("a", new Add(), List.of("x", "nowhere"), List.of("a"));
    Nets.relu(missing, "b", "a");
  }
}
