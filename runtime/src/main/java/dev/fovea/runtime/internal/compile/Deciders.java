package dev.fovea.runtime.internal.compile;

import dev.fovea.op.OperatorException;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.graph.OpSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the graph inputs whose values must be known before the graph can be compiled. */
public final class Deciders {
  private Deciders() {}

  /**
   * Returns the deciding inputs in the graph's order.
   *
   * @throws OperatorException if an operator is decided by a value that is computed from a run's
   *     inputs
   */
  public static List<String> of(Graph graph) {
    Set<String> constants = graph.constants().keySet();
    Map<String, Node> makers = new HashMap<>();
    graph.nodes().forEach(node -> node.outputs().forEach(value -> makers.put(value, node)));
    Set<String> deciding = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      if (node.source() instanceof OpSource.Deferred deferred) {
        for (String value : deferred.deciders()) {
          refuseComputed(makers, constants, node, value);
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

  private static void refuseComputed(
      Map<String, Node> makers, Set<String> constants, Node decided, String value) {
    Node maker = makers.get(value);
    if (maker != null && !isOfConstants(makers, constants, value)) {
      throw new OperatorException(
          decided.source().type(),
          decided.name(),
          "value "
              + value
              + " decides the operator and is computed by "
              + maker.source().type()
              + "["
              + maker.name()
              + "]; expected a graph input, or nothing but constants behind it;"
              + " fold it before export",
          null);
    }
  }

  /** Tells whether nodes make a value of constants alone, so that it is known beforehand. */
  private static boolean isOfConstants(
      Map<String, Node> makers, Set<String> constants, String value) {
    Node maker = makers.get(value);
    return maker == null
        ? constants.contains(value)
        : maker.reads().stream().allMatch(read -> isOfConstants(makers, constants, read));
  }
}
