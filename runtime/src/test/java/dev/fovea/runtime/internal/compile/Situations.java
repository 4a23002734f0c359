package dev.fovea.runtime.internal.compile;

import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Situations and typed graphs that the tests of passes start from. */
final class Situations {
  private Situations() {}

  static Situation of(Graph graph, TensorDesc... inputs) {
    return of(graph, Map.of(), Set.of(), inputs);
  }

  static Situation of(
      Graph graph, Map<String, Tensor> deciding, Set<String> observed, TensorDesc... inputs) {
    Map<String, TensorDesc> descs = new LinkedHashMap<>();
    List<GraphInput> expected = graph.inputs();
    for (int i = 0; i < inputs.length; i++) {
      descs.put(expected.get(i).name(), inputs[i]);
    }
    return new Situation(descs, deciding, graph.constants(), observed);
  }

  static TypedGraph typed(Graph graph, TensorDesc... inputs) {
    return ResolveOperators.apply(graph, of(graph, inputs));
  }
}
