package dev.fovea.runtime.internal.compile;

import dev.fovea.op.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Computes once what several nodes compute of the same values with the same operator. */
final class CommonSubexpressions implements Pass {

  /** Equal keys make equal values. */
  private record Key(Op op, List<String> reads) {}

  @Override
  public TypedGraph apply(TypedGraph graph) {
    Map<Key, Integer> places = new HashMap<>();
    Map<String, String> renamed = new HashMap<>();
    List<TypedNode> nodes = new ArrayList<>();
    for (TypedNode original : graph.nodes()) {
      List<String> reads =
          original.reads().stream().map(value -> renamed.getOrDefault(value, value)).toList();
      TypedNode node = original.withReads(reads);
      Integer place = places.putIfAbsent(new Key(node.op(), reads), nodes.size());
      // A result is memory of the caller's own, so it is computed under its own name.
      if (place == null || !Collections.disjoint(node.makes(), graph.results())) {
        nodes.add(node);
        continue;
      }
      TypedNode first = nodes.get(place);
      for (int i = 0; i < node.makes().size(); i++) {
        renamed.put(node.makes().get(i), first.makes().get(i));
      }
      nodes.set(
          place,
          new TypedNode(first.namesWith(node), first.op(), reads, first.makes(), first.folded()));
    }
    return graph.withNodes(nodes);
  }
}
