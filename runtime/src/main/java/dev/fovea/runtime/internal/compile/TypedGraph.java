package dev.fovea.runtime.internal.compile;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph for one set of input descriptors: every operator and every shape is known. Immutable;
 * what passes rewrite.
 *
 * @param name the graph's name, for messages
 * @param inputs names of the inputs, in the graph's order
 * @param constants the constants, owned by somebody else
 * @param nodes the nodes in an order in which they can run
 * @param values the descriptor of every value
 * @param views values that lie in another value's memory; chains are allowed
 * @param results names of the values that a run returns; none of them is a view
 */
public record TypedGraph(
    String name,
    List<String> inputs,
    Map<String, Tensor> constants,
    List<TypedNode> nodes,
    Map<String, TensorDesc> values,
    Map<String, View> views,
    List<String> results) {
  /**
   * A place in another value's memory.
   *
   * @param of the other value
   * @param offset where it starts there, in bytes
   */
  public record View(String of, long offset) {}

  /** Creates a graph. */
  public TypedGraph {
    inputs = List.copyOf(inputs);
    constants = ordered(constants);
    nodes = List.copyOf(nodes);
    values = ordered(values);
    views = ordered(views);
    results = List.copyOf(results);
  }

  private static <V> Map<String, V> ordered(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** Returns this graph with other nodes. */
  public TypedGraph withNodes(List<TypedNode> changed) {
    return new TypedGraph(name, inputs, constants, changed, values, views, results);
  }

  /** Returns this graph with other constants, whose descriptors it learns. */
  public TypedGraph withConstants(Map<String, Tensor> changed) {
    Map<String, TensorDesc> descs = new LinkedHashMap<>(values);
    changed.forEach((value, tensor) -> descs.put(value, tensor.desc()));
    return new TypedGraph(name, inputs, changed, nodes, descs, views, results);
  }

  /** Returns this graph with other views, and values where these lie. */
  public TypedGraph withViews(Map<String, View> changed, Map<String, TensorDesc> descs) {
    return new TypedGraph(name, inputs, constants, nodes, descs, changed, results);
  }

  /** Returns a name that no value has: the wanted one if it is free. */
  public String unusedName(String wanted) {
    String free = wanted;
    while (values.containsKey(free)) {
      free += "'";
    }
    return free;
  }

  /** Returns a value's descriptor; throws IllegalArgumentException if there is no such value. */
  public TensorDesc desc(String value) {
    TensorDesc desc = values.get(value);
    if (desc == null) {
      throw new IllegalArgumentException("TypedGraph: value " + value + " is unknown");
    }
    return desc;
  }

  /** Returns the descriptors of values, in order. */
  public List<TensorDesc> descs(List<String> names) {
    return names.stream().map(this::desc).toList();
  }

  /** Returns in whose memory each value lies. */
  public ViewRoots roots() {
    return new ViewRoots(views);
  }

  /**
   * Tells whether a node needs no kernel: what it makes is a view of what it reads, or what it
   * reads was written into the memory of what it makes.
   */
  public boolean isView(TypedNode node) {
    return !node.reads().isEmpty()
        && node.makes().stream()
            .allMatch(made -> node.reads().stream().allMatch(read -> share(read, made)));
  }

  private boolean share(String read, String made) {
    return isDirectView(made, read) || isDirectView(read, made);
  }

  private boolean isDirectView(String value, String of) {
    View view = views.get(value);
    return view != null && view.of().equals(of);
  }
}
