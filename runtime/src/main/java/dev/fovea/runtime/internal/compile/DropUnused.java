package dev.fovea.runtime.internal.compile;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Drops nodes, constants and values that no result depends on. */
final class DropUnused implements Pass {

  @Override
  public TypedGraph apply(TypedGraph graph) {
    Set<String> used = new HashSet<>(graph.results());
    List<TypedNode> nodes = new ArrayList<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      TypedNode node = graph.nodes().get(i);
      if (!Collections.disjoint(node.makes(), used)) {
        used.addAll(node.reads());
        used.addAll(node.makes());
        nodes.add(node);
      }
    }
    Collections.reverse(nodes);
    used.addAll(graph.inputs());
    Map<String, Tensor> constants = new LinkedHashMap<>(graph.constants());
    constants.keySet().retainAll(used);
    Map<String, TensorDesc> values = new LinkedHashMap<>(graph.values());
    values.keySet().retainAll(used);
    return new TypedGraph(
        graph.name(), graph.inputs(), constants, nodes, values, graph.views(), graph.results());
  }
}
