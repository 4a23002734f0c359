package dev.fovea.runtime.internal.compile;

import dev.fovea.op.OperatorException;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.graph.OpSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the graph inputs whose values must be known before the graph can be compiled. */
public final class Deciders {
  private Deciders() {}

  /**
   * Returns the deciding inputs in the graph's order.
   *
   * @throws OperatorException if an operator is decided by a value that a node computes
   */
  public static List<String> of(Graph graph) {
    Set<String> deciding = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      if (node.source() instanceof OpSource.Deferred deferred) {
        for (String value : deferred.deciders()) {
          refuseComputed(graph, node, value);
          deciding.add(value);
        }
      }
    }
    List<String> inputs = new ArrayList<>();
    for (GraphInput input : graph.inputs()) {
      if (deciding.contains(input.name())) {
        inputs.add(input.name());
      }
    }
    return inputs;
  }

  private static void refuseComputed(Graph graph, Node decided, String value) {
    for (Node maker : graph.nodes()) {
      if (maker.outputs().contains(value)) {
        throw new OperatorException(
            decided.source().type(),
            decided.name(),
            "value "
                + value
                + " decides the operator and is computed by "
                + maker.source().type()
                + "["
                + maker.name()
                + "]; expected a constant or a graph input; fold it before export",
            null);
      }
    }
  }
}
