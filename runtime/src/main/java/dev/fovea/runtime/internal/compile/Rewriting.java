package dev.fovea.runtime.internal.compile;

import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A graph's nodes while a pass replaces pairs of them by one. */
final class Rewriting {
  private final TypedGraph graph;
  private final @Nullable TypedNode[] nodes;
  private final IdentityHashMap<TypedNode, Integer> positions = new IdentityHashMap<>();
  private final Map<String, TypedNode> makers = new HashMap<>();
  private final Map<String, Integer> reads = new HashMap<>();

  Rewriting(TypedGraph graph) {
    this.graph = graph;
    this.nodes = new TypedNode[graph.nodes().size()];
    for (int i = 0; i < nodes.length; i++) {
      enter(graph.nodes().get(i), i);
    }
    graph.results().forEach(value -> reads.merge(value, 1, Integer::sum));
  }

  private void enter(TypedNode node, int place) {
    nodes[place] = node;
    positions.put(node, place);
    node.makes().forEach(value -> makers.put(value, node));
    node.reads().forEach(value -> reads.merge(value, 1, Integer::sum));
  }

  private int leave(TypedNode node) {
    int place = position(node);
    nodes[place] = null;
    positions.remove(node);
    node.makes().forEach(makers::remove);
    node.reads().forEach(value -> reads.merge(value, -1, Integer::sum));
    return place;
  }

  /** Returns the node that makes a value now; null for inputs and constants. */
  @Nullable TypedNode maker(String value) {
    return makers.get(value);
  }

  /** Returns a number that grows in the order in which nodes run. */
  int position(TypedNode node) {
    Integer position = positions.get(node);
    if (position == null) {
      throw new IllegalArgumentException("Rewriting: node " + node.name() + " was replaced");
    }
    return position;
  }

  /** Tells whether exactly one node reads a value, once, and nobody else wants it. */
  boolean isReadOnce(String value) {
    return reads.getOrDefault(value, 0) == 1;
  }

  /** Puts one node in the place of the second, which read what the first made. */
  void replace(TypedNode first, TypedNode second, TypedNode fused) {
    replace(List.of(first, second), fused);
  }

  /**
   * Puts one node in the place of the last of several, each of which read what the one before made.
   */
  void replace(List<TypedNode> chain, TypedNode fused) {
    int place = -1;
    for (TypedNode node : chain) {
      place = leave(node);
    }
    enter(fused, place);
  }

  /** Returns the graph as it is now. */
  TypedGraph graph() {
    return graph.withNodes(Arrays.stream(nodes).filter(Objects::nonNull).toList());
  }
}
