package dev.fovea.models.transform;

import dev.fovea.op.Op;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.runtime.graph.Node;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A graph that is being made from another one: nodes are kept, changed or left out, constants are
 * shared. What nobody reads in the end is left out. It owns the constants made for it until {@link
 * #build}. Not thread-safe.
 */
final class GraphDraft implements AutoCloseable {
  private final Graph source;
  private final Map<String, Integer> readers = new HashMap<>();
  private final Set<String> values = new HashSet<>();
  private final Set<String> nodeNames = new HashSet<>();
  private final List<GraphInput> inputs;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Tensor> made = new LinkedHashMap<>();
  private final List<String> outputs;

  GraphDraft(Graph source) {
    this.source = source;
    this.inputs = new ArrayList<>(source.inputs());
    this.outputs = new ArrayList<>(source.outputs());
    values.addAll(source.constants().keySet());
    source.inputs().forEach(input -> values.add(input.name()));
    for (Node node : source.nodes()) {
      nodeNames.add(node.name());
      values.addAll(node.outputs());
      node.reads().forEach(value -> readers.merge(value, 1, Integer::sum));
    }
    outputs.forEach(value -> readers.merge(value, 1, Integer::sum));
  }

  /** Returns how often nodes and the caller read a value of the source. */
  int readers(String value) {
    return readers.getOrDefault(value, 0);
  }

  /** Returns a constant of the source; null if the value is none. */
  @Nullable Tensor constant(String value) {
    return source.constants().get(value);
  }

  /** Puts an input in the place of another one. */
  void input(int index, GraphInput changed) {
    inputs.set(index, changed);
  }

  /** Adds an output behind those of the source. */
  void output(String value) {
    outputs.add(value);
  }

  /** Adds a node. */
  void node(Node node) {
    nodes.add(node);
  }

  /** Adds a node whose operator is known. */
  void node(String name, Op op, List<String> reads, List<String> makes) {
    nodes.add(new Node(name, op, reads, makes));
  }

  /**
   * Adds a constant that takes another one's place and is taken over; it has the same name if only
   * one node read the other one.
   *
   * @return its name
   */
  String replacement(String replaced, Tensor tensor) {
    return constant(readers(replaced) == 1 ? replaced : freshValue(replaced), tensor);
  }

  /** Adds a constant and takes it over; returns its name, which is the one wanted if it is free. */
  String newConstant(String wanted, Tensor tensor) {
    return constant(freshValue(wanted), tensor);
  }

  private String constant(String name, Tensor tensor) {
    made.put(name, tensor);
    return name;
  }

  /** Returns a name that no value has: the one wanted, or with a number behind. */
  String freshValue(String wanted) {
    return fresh(values, wanted);
  }

  /** Returns a name that no node has: the one wanted, or with a number behind. */
  String freshNode(String wanted) {
    return fresh(nodeNames, wanted);
  }

  private static String fresh(Set<String> taken, String wanted) {
    String name = wanted;
    for (int i = 2; !taken.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  /** Returns the graph, which owns its constants. */
  Graph build() {
    List<Node> live = live();
    Set<String> read = new HashSet<>(outputs);
    live.forEach(node -> read.addAll(node.reads()));
    Map<String, Tensor> owned = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, Tensor> constant : source.constants().entrySet()) {
        String name = constant.getKey();
        if (read.contains(name) && !made.containsKey(name)) {
          owned.put(name, constant.getValue().view(constant.getValue().desc(), 0));
        }
      }
      made.keySet().removeIf(name -> !read.contains(name) && closed(made.get(name)));
      Graph.Builder builder = Graph.builder(source.name());
      inputs.forEach(builder::input);
      live.forEach(builder::node);
      owned.forEach(builder::constant);
      made.forEach(builder::constant);
      outputs.forEach(builder::output);
      Graph graph = builder.build();
      made.clear();
      return graph;
    } catch (RuntimeException | Error e) {
      owned.values().forEach(Tensor::close);
      throw e;
    }
  }

  private static boolean closed(@Nullable Tensor tensor) {
    if (tensor != null) {
      tensor.close();
    }
    return true;
  }

  /** Nodes were added in an order in which they can run, so that one walk back finds all. */
  private List<Node> live() {
    Set<String> wanted = new HashSet<>(outputs);
    boolean[] isLive = new boolean[nodes.size()];
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (node.outputs().stream().anyMatch(wanted::contains)) {
        isLive[i] = true;
        wanted.addAll(node.reads());
      }
    }
    List<Node> live = new ArrayList<>();
    for (int i = 0; i < isLive.length; i++) {
      if (isLive[i]) {
        live.add(nodes.get(i));
      }
    }
    return live;
  }

  /** Releases the constants that were made; idempotent, nothing after {@link #build}. */
  @Override
  public void close() {
    made.values().forEach(Tensor::close);
    made.clear();
  }
}
