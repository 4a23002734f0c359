package dev.fovea.runtime.internal.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A graph's nodes while a pass replaces pairs of them by one. */
final class Rewriting {
  private final TypedGraph graph;
  private final List<TypedNode> nodes;
  private final Map<String, TypedNode> makers = new HashMap<>();
  private final Map<String, Integer> reads = new HashMap<>();

  Rewriting(TypedGraph graph) {
    this.graph = graph;
    this.nodes = new ArrayList<>(graph.nodes());
    nodes.forEach(this::enter);
    graph.results().forEach(value -> reads.merge(value, 1, Integer::sum));
  }

  private void enter(TypedNode node) {
    node.makes().forEach(value -> makers.put(value, node));
    node.reads().forEach(value -> reads.merge(value, 1, Integer::sum));
  }

  private void leave(TypedNode node) {
    node.makes().forEach(makers::remove);
    node.reads().forEach(value -> reads.merge(value, -1, Integer::sum));
  }

  /** Returns the node that makes a value now; null for inputs and constants. */
  @Nullable TypedNode maker(String value) {
    return makers.get(value);
  }

  /** Returns where a node stands now. */
  int position(TypedNode node) {
    return nodes.indexOf(node);
  }

  /** Tells whether exactly one node reads a value, once, and nobody else wants it. */
  boolean isReadOnce(String value) {
    return reads.getOrDefault(value, 0) == 1;
  }

  /** Puts one node in the place of the second, which read what the first made. */
  void replace(TypedNode first, TypedNode second, TypedNode fused) {
    int place = position(second);
    leave(first);
    leave(second);
    nodes.set(place, fused);
    nodes.remove(first);
    enter(fused);
  }

  /** Returns the graph as it is now. */
  TypedGraph graph() {
    return graph.withNodes(nodes);
  }
}
