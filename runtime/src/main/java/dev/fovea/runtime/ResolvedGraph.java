package dev.fovea.runtime;

import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.runtime.internal.compile.Compiler;
import dev.fovea.runtime.internal.compile.Deciders;
import dev.fovea.runtime.internal.compile.Situation;
import dev.fovea.runtime.internal.compile.TypedGraph;
import dev.fovea.runtime.internal.compile.TypedNode;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a graph is for one set of inputs: every operator and every shape known. For tools that look
 * at a network or write it down; a {@link Session} does not need it.
 *
 * <p>Immutable and thread-safe; it holds no tensors, and outlives the graph.
 *
 * @param nodes the graph's nodes in order, their operators {@link OpSource.Fixed}, every output
 *     named, also those that the graph left unnamed
 * @param values the descriptor of every input, constant and output of a node; of a float16 constant
 *     that of what operators read, float32
 */
public record ResolvedGraph(List<Node> nodes, Map<String, TensorDesc> values) {
  /** Copies lists and maps. */
  public ResolvedGraph {
    nodes = List.copyOf(nodes);
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * Resolves a graph.
   *
   * @param inputs the descriptor of every graph input
   * @param deciding the inputs whose values decide an operator, as {@link #deciding} lists them;
   *     not closed here
   * @param backend computes what decides an operator; asked for only if nodes compute such values
   * @throws IllegalArgumentException if an input is missing, unknown or does not fit, an operator
   *     does not fit what it reads, or the graph is closed
   */
  public static ResolvedGraph of(
      Graph graph,
      Map<String, TensorDesc> inputs,
      Map<String, Tensor> deciding,
      Supplier<Backend> backend) {
    String prefix = "ResolvedGraph[" + graph.name() + "]: ";
    for (String name : deciding(graph)) {
      if (!deciding.containsKey(name)) {
        throw new IllegalArgumentException(
            prefix + "the value of input " + name + " decides an operator; expected it");
      }
    }
    Map<String, TensorDesc> descs = new InputContract(prefix, graph.inputs()).check(inputs);
    try (HeldTensors constants = new HeldTensors(prefix + "constant ", graph.constants());
        HeldTensors values = new HeldTensors(prefix + "input ", deciding)) {
      Situation situation = new Situation(descs, values.byName(), constants.byName(), Set.of());
      TypedGraph typed = Compiler.resolve(graph, situation, backend);
      List<Node> nodes = typed.nodes().stream().map(ResolvedGraph::node).toList();
      return new ResolvedGraph(nodes, typed.values());
    }
  }

  private static Node node(TypedNode node) {
    return new Node(node.name(), node.op(), node.reads(), node.makes());
  }

  /**
   * Returns the graph inputs whose values decide an operator, in the graph's order.
   *
   * @throws dev.fovea.op.OperatorException if computed data decide one
   */
  public static List<String> deciding(Graph graph) {
    return Deciders.of(graph);
  }
}
