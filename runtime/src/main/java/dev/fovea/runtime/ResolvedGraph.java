package dev.fovea.runtime;

import dev.fovea.op.Op;
import dev.fovea.op.ReceptiveField;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.internal.compile.Deciders;
import dev.fovea.runtime.internal.compile.ReceptiveFields;
import dev.fovea.runtime.internal.compile.ResolveOperators;
import dev.fovea.runtime.internal.compile.Situation;
import dev.fovea.runtime.internal.compile.TypedGraph;
import dev.fovea.runtime.internal.compile.TypedNode;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A graph as it stands, with the operator of every node and the shape of every value for inputs of
 * certain shapes: what a transform or an exporter must know, without a backend.
 *
 * <p>Immutable and thread-safe. It refers to the graph and owns nothing.
 */
public final class ResolvedGraph {
  private final Graph graph;
  private final Map<String, TypedNode> nodes;
  private final Map<String, TensorDesc> values;
  private final Map<String, ReceptiveField> fields;

  private ResolvedGraph(Graph graph, TypedGraph typed) {
    this.graph = graph;
    this.nodes = new HashMap<>();
    for (TypedNode node : typed.nodes()) {
      nodes.put(node.name(), node);
    }
    this.values = typed.values();
    this.fields = ReceptiveFields.of(typed);
  }

  /**
   * Resolves a graph for inputs of the extents it declares; an open first extent, the batch, is 1.
   *
   * @throws IllegalArgumentException if another extent is open, or as {@link #of(Graph, Map)}
   */
  public static ResolvedGraph of(Graph graph) {
    Map<String, TensorDesc> inputs = new LinkedHashMap<>();
    graph.inputs().forEach(input -> inputs.put(input.name(), declared(graph, input)));
    return of(graph, inputs);
  }

  private static TensorDesc declared(Graph graph, GraphInput input) {
    int[] dims = new int[input.dims().size()];
    for (int axis = 0; axis < dims.length; axis++) {
      if (input.dims().get(axis) instanceof Dim.Fixed fixed) {
        dims[axis] = fixed.size();
      } else if (axis == 0) {
        dims[axis] = 1;
      } else {
        throw new IllegalArgumentException(
            "ResolvedGraph["
                + graph.name()
                + "]: input "
                + input.name()
                + " is "
                + input.dims()
                + "; expected known extents behind the first; say the shapes of the inputs");
      }
    }
    return TensorDesc.of(input.dtype(), Shape.of(dims));
  }

  /**
   * Resolves a graph for inputs of these shapes.
   *
   * @throws IllegalArgumentException as {@link #of(Graph, Map, Map)}; also if values of inputs
   *     decide operators
   */
  public static ResolvedGraph of(Graph graph, Map<String, TensorDesc> inputs) {
    return of(graph, inputs, Map.of());
  }

  /**
   * Resolves a graph for inputs of these shapes, and for the values of those that decide an
   * operator.
   *
   * @param inputs the descriptor of every input
   * @param deciding values of all inputs that {@link #deciding(Graph)} lists; not closed here
   * @throws dev.fovea.op.OperatorException with the node's name, if an operator cannot be resolved
   *     or does not fit what it reads
   * @throws IllegalArgumentException if an input is missing, unknown, or of another type or shape
   *     than the graph expects, or if the value of one that decides is missing
   */
  public static ResolvedGraph of(
      Graph graph, Map<String, TensorDesc> inputs, Map<String, Tensor> deciding) {
    String prefix = "ResolvedGraph[" + graph.name() + "]: ";
    List<String> missing = new ArrayList<>(deciding(graph));
    missing.removeAll(deciding.keySet());
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          prefix
              + "values of inputs "
              + missing
              + " decide operators; expected shapes to decide; make them constants");
    }
    Map<String, TensorDesc> checked = new InputContract(prefix, graph.inputs()).check(inputs);
    try (HeldTensors constants = new HeldTensors(prefix + "constant ", graph.constants());
        HeldTensors values = new HeldTensors(prefix + "input ", deciding)) {
      Situation situation = new Situation(checked, values.byName(), constants.byName(), Set.of());
      return new ResolvedGraph(graph, ResolveOperators.apply(graph, situation));
    }
  }

  /**
   * Returns the inputs of a graph whose values decide an operator, in the graph's order.
   *
   * @throws dev.fovea.op.OperatorException if computed data decide one
   */
  public static List<String> deciding(Graph graph) {
    return Deciders.of(graph);
  }

  /** Returns the graph. */
  public Graph graph() {
    return graph;
  }

  /**
   * Returns the operator of a node of the graph.
   *
   * @throws IllegalArgumentException if there is no node of that name
   */
  public Op op(Node node) {
    return typed(node).op();
  }

  private TypedNode typed(Node node) {
    return known("node", node.name(), nodes.get(node.name()));
  }

  /**
   * Returns the names of all values that a node makes; those that the graph left unnamed get one.
   *
   * @throws IllegalArgumentException if there is no node of that name
   */
  public List<String> makes(Node node) {
    return typed(node).makes();
  }

  /** Returns the names of all values. */
  public Set<String> values() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /**
   * Returns the descriptor of a value: an input, a constant, or what a node makes. A float16
   * constant is the float32 one that operators read.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public TensorDesc desc(String value) {
    return known("value", value, values.get(value));
  }

  /** Returns the descriptors of what a node reads, in order. */
  public List<TensorDesc> reads(Node node) {
    return node.inputs().stream().map(this::desc).toList();
  }

  /** Returns how much of the inputs a value depends on; null if on nothing. */
  public @Nullable ReceptiveField receptiveField(String value) {
    return fields.get(value);
  }

  /** Returns the multiply-adds of all nodes, as published tables count them. */
  public long multiplyAdds() {
    return graph.nodes().stream().mapToLong(node -> op(node).multiplyAdds(reads(node))).sum();
  }

  private <T> T known(String what, String name, @Nullable T found) {
    if (found == null) {
      throw new IllegalArgumentException(
          "ResolvedGraph[" + graph.name() + "]: " + what + " " + name + " is unknown");
    }
    return found;
  }
}
