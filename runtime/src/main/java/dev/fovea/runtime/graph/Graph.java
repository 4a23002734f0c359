package dev.fovea.runtime.graph;

import dev.fovea.op.Op;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/**
 * A network: inputs, constants, nodes in an order in which they can run, and outputs. Values are
 * known by name; each has exactly one source.
 *
 * <p>Immutable and thread-safe. It owns its constants: closing it releases them, and kernels that
 * use them keep them alive until they are closed themselves.
 */
public final class Graph implements AutoCloseable {
  private final String name;
  private final List<GraphInput> inputs;
  private final Map<String, Tensor> constants;
  private final List<Node> nodes;
  private final List<String> outputs;

  private Graph(Builder builder, List<Node> sorted) {
    this.name = builder.name;
    this.inputs = List.copyOf(builder.inputs);
    this.constants = Collections.unmodifiableMap(new LinkedHashMap<>(builder.constants));
    this.nodes = List.copyOf(sorted);
    this.outputs = List.copyOf(builder.outputs);
  }

  /** Begins a graph. */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /** Returns the network's name. */
  public String name() {
    return name;
  }

  /** Returns what a run must bring. */
  public List<GraphInput> inputs() {
    return inputs;
  }

  /** Returns the constants by value name. */
  public Map<String, Tensor> constants() {
    return constants;
  }

  /** Returns the nodes, each after those it reads from. */
  public List<Node> nodes() {
    return nodes;
  }

  /** Returns the names of the values that a run returns. */
  public List<String> outputs() {
    return outputs;
  }

  /** Releases the constants; idempotent. */
  @Override
  public void close() {
    constants.values().forEach(Tensor::close);
  }

  /** Collects a graph's parts in any order. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final List<GraphInput> inputs = new ArrayList<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> outputs = new LinkedHashSet<>();

    private Builder(String name) {
      this.name = name;
    }

    /** Adds an input. */
    public Builder input(GraphInput input) {
      inputs.add(input);
      return this;
    }

    /** Adds a constant and takes it over; a second one of that name is closed and refused. */
    public Builder constant(String value, Tensor tensor) {
      if (constants.putIfAbsent(value, tensor) != null) {
        tensor.close();
        throw problem("constant " + value + " is given twice; expected once");
      }
      return this;
    }

    /** Returns the constants so far. */
    public Map<String, Tensor> constants() {
      return Collections.unmodifiableMap(constants);
    }

    /** Adds a node. */
    public Builder node(Node node) {
      nodes.add(node);
      return this;
    }

    /** Adds a node whose operator is known. */
    public Builder node(String nodeName, Op op, List<String> reads, List<String> makes) {
      return node(new Node(nodeName, op, reads, makes));
    }

    /** Adds an output. */
    public Builder output(String value) {
      outputs.add(value);
      return this;
    }

    /**
     * Sorts the nodes and returns the graph.
     *
     * @throws GraphException if a value has two sources or none, nodes form a cycle, or two nodes
     *     have one name; the builder still owns its constants then
     */
    public Graph build() {
      Map<String, Node> makers = new HashMap<>();
      Set<String> known = new HashSet<>(constants.keySet());
      for (GraphInput input : inputs) {
        if (!known.add(input.name())) {
          throw problem("value " + input.name() + " has two sources; expected one");
        }
      }
      Set<String> names = new HashSet<>();
      for (Node node : nodes) {
        if (!names.add(node.name())) {
          throw problem("two nodes are named " + node.name() + "; expected unique names");
        }
        for (String output : node.outputs()) {
          if (known.contains(output) || makers.put(output, node) != null) {
            throw problem("value " + output + " has two sources; expected one");
          }
        }
      }
      List<Node> sorted = sort(makers, known);
      for (String output : outputs) {
        if (!known.contains(output)) {
          throw problem("output " + output + " has no source; expected a node, input or constant");
        }
      }
      return new Graph(this, sorted);
    }

    /** Each node after those it reads from, otherwise in the order given: Kahn's algorithm. */
    private List<Node> sort(Map<String, Node> makers, Set<String> known) {
      int[] missing = new int[nodes.size()];
      Map<String, List<Integer>> readers = new HashMap<>();
      Queue<Integer> ready = new PriorityQueue<>();
      for (int i = 0; i < missing.length; i++) {
        for (String value : nodes.get(i).reads()) {
          if (!known.contains(value)) {
            missing[i]++;
            readers.computeIfAbsent(value, none -> new ArrayList<>()).add(i);
          }
        }
        if (missing[i] == 0) {
          ready.add(i);
        }
      }
      List<Node> sorted = new ArrayList<>();
      while (!ready.isEmpty()) {
        Node node = nodes.get(ready.remove());
        sorted.add(node);
        for (String output : node.outputs()) {
          known.add(output);
          for (int reader : readers.getOrDefault(output, List.of())) {
            if (--missing[reader] == 0) {
              ready.add(reader);
            }
          }
        }
      }
      for (int i = 0; i < missing.length; i++) {
        if (missing[i] > 0) {
          throw unsortable(nodes.get(i), makers, known);
        }
      }
      return sorted;
    }

    private GraphException unsortable(Node node, Map<String, Node> makers, Set<String> known) {
      for (String value : node.reads()) {
        if (!known.contains(value) && !makers.containsKey(value)) {
          return problem(
              "node "
                  + node.name()
                  + " ("
                  + node.source().type()
                  + ") reads "
                  + value
                  + ", which has no source; expected a node, input or constant");
        }
      }
      return problem("node " + node.name() + " waits for itself; expected no cycle");
    }

    private GraphException problem(String text) {
      return new GraphException("Graph[" + name + "]: " + text);
    }
  }
}
