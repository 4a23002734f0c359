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
 * @param views values that share another value's memory, and whose; chains are allowed
 * @param results names of the values that a run returns; none of them is a view
 */
public record TypedGraph(
    String name,
    List<String> inputs,
    Map<String, Tensor> constants,
    List<TypedNode> nodes,
    Map<String, TensorDesc> values,
    Map<String, String> views,
    List<String> results) {
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

  /** Returns this graph with other views. */
  public TypedGraph withViews(Map<String, String> changed) {
    return new TypedGraph(name, inputs, constants, nodes, values, changed, results);
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

  /** Returns the value whose memory this one shares; itself if it is no view. */
  public String root(String value) {
    String root = value;
    for (String next = views.get(root); next != null; next = views.get(root)) {
      root = next;
    }
    return root;
  }

  /** Tells whether a node needs no kernel, since what it makes is a view. */
  public boolean isView(TypedNode node) {
    return node.makes().size() == 1 && views.containsKey(node.makes().get(0));
  }
}
