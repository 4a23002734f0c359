package dev.fovea.runtime.internal.compile;

import dev.fovea.op.OperatorException;
import dev.fovea.op.ShapeQuery;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.graph.OpSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    Map<String, Node> makers = new HashMap<>();
    graph.nodes().forEach(node -> node.outputs().forEach(value -> makers.put(value, node)));
    Set<String> known = known(graph);
    Set<String> deciding = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      if (node.source() instanceof OpSource.Deferred deferred) {
        for (String value : deferred.deciders()) {
          refuseComputed(makers.get(value), known, node, value);
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
      @Nullable Node maker, Set<String> known, Node decided, String value) {
    if (maker != null && !known.contains(value)) {
      throw new OperatorException(
          decided.source().type(),
          decided.name(),
          "value "
              + value
              + " decides the operator and is computed by "
              + maker.source().type()
              + "["
              + maker.name()
              + "]; expected a graph input, or nothing but constants and shapes behind it;"
              + " fold it before export",
          null);
    }
  }

  /**
   * Returns the constants, what nodes answer about shapes, and what nodes make of these alone: what
   * is known beforehand.
   */
  private static Set<String> known(Graph graph) {
    Set<String> known = new HashSet<>(graph.constants().keySet());
    for (Node node : graph.nodes()) {
      if (asksForShape(node) || known.containsAll(node.reads())) {
        known.addAll(node.outputs());
      }
    }
    return known;
  }

  private static boolean asksForShape(Node node) {
    return node.source() instanceof OpSource.Fixed fixed && fixed.op() instanceof ShapeQuery;
  }
}
