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
import dev.fovea.tensor.TensorDesc;
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
  private final Map<String, Op> ops;
  private final Map<String, TensorDesc> values;
  private final Map<String, ReceptiveField> fields;

  private ResolvedGraph(Graph graph, TypedGraph typed) {
    this.graph = graph;
    this.ops = new HashMap<>();
    for (TypedNode node : typed.nodes()) {
      ops.put(node.name(), node.op());
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
   * @throws dev.fovea.op.OperatorException with the node's name, if an operator cannot be resolved
   *     or does not fit what it reads
   * @throws IllegalArgumentException if an input is missing, unknown, or of another type or shape
   *     than the graph expects, or if the values of inputs decide an operator
   */
  public static ResolvedGraph of(Graph graph, Map<String, TensorDesc> inputs) {
    List<String> deciders = Deciders.of(graph);
    if (!deciders.isEmpty()) {
      throw new IllegalArgumentException(
          "ResolvedGraph["
              + graph.name()
              + "]: values of inputs "
              + deciders
              + " decide operators; expected shapes to decide; make them constants");
    }
    InputContract contract = new InputContract(graph.name(), graph.inputs());
    Map<String, TensorDesc> checked = contract.check(inputs);
    try (HeldTensors constants =
        new HeldTensors("ResolvedGraph[" + graph.name() + "]: constant ", graph.constants())) {
      Situation situation = new Situation(checked, Map.of(), constants.byName(), Set.of());
      return new ResolvedGraph(graph, ResolveOperators.apply(graph, situation));
    }
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
    return known("node", node.name(), ops.get(node.name()));
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
