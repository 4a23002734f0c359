package dev.fovea.runtime.internal.compile;

import dev.fovea.runtime.Nets;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.spi.WeightStore;
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
    return typed(graph, of(graph, inputs));
  }

  /** What folds is never released: these tests look at graphs alone. */
  static TypedGraph typed(Graph graph, Situation situation) {
    return ResolveOperators.apply(
        graph, situation, evaluation(new DerivedConstants(new WeightStore())));
  }

  /** Applies passes one after the other. */
  static TypedGraph apply(TypedGraph graph, Pass... passes) {
    TypedGraph after = graph;
    for (Pass pass : passes) {
      after = pass.apply(after);
    }
    return after;
  }

  /** Returns a line for every node: its names, what it reads and what it makes. */
  static List<String> lines(TypedGraph graph) {
    return graph.nodes().stream()
        .map(
            node ->
                node.name()
                    + ": "
                    + String.join(" ", node.reads())
                    + " -> "
                    + String.join(" ", node.makes()))
        .toList();
  }

  static Evaluation evaluation(DerivedConstants derived) {
    return new Evaluation(Nets.backend(), derived);
  }
}
