package dev.fovea.models.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.models.internal.UniqueNames;
import dev.fovea.op.Op;
import dev.fovea.op.Reshape;
import dev.fovea.op.ShapeQuery;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What mappings know of the graph around their node, and where they put what they make. It owns the
 * constants until {@link #build}.
 */
final class GraphContext implements AutoCloseable {
  private final int opset;
  private final FileValues file;
  private final Weights weights;
  private final Map<String, Tensor> constants = new LinkedHashMap<>();
  private final Map<String, String> aliases = new HashMap<>();
  private final Map<Derivation, String> derived = new HashMap<>();
  private final UniqueNames nodeNames = new UniqueNames(Set.of());
  private final UniqueNames valueNames;
  private final Set<String> knownBeforehand = new HashSet<>();
  private final List<Node> nodes = new ArrayList<>();

  /** What was made of which constant. */
  private record Derivation(String value, String how) {}

  GraphContext(FileValues file, Weights weights, int opset) {
    this.file = file;
    this.weights = weights;
    this.opset = opset;
    this.valueNames = new UniqueNames(file.names());
  }

  int opset() {
    return opset;
  }

  /** Returns the value that a name stands for, once identities are left out. */
  String resolve(String value) {
    return aliases.getOrDefault(value, value);
  }

  /** Tells whether a node or the caller reads a value of the file. */
  boolean isRead(String value) {
    return file.isRead(value);
  }

  boolean isConstant(String value) {
    return constants.containsKey(value) || file.initializers().containsKey(value);
  }

  /** Tells whether a value comes with every run. */
  boolean isGraphInput(String value) {
    return !isConstant(value) && file.isDeclaredInput(value);
  }

  /**
   * Returns a constant's tensor, still owned here, or null if the value is none.
   *
   * @throws UnsupportedNodeException if the initializer is damaged or of a type not read
   */
  @Nullable Tensor constant(String value) {
    Tensor known = constants.get(value);
    if (known != null) {
      return known;
    }
    TensorProto initializer = file.initializers().get(value);
    if (initializer == null) {
      return null;
    }
    Tensor tensor = weights.read(initializer);
    constants.put(value, tensor);
    return tensor;
  }

  /**
   * Returns the tensor of an attribute; the caller closes it, or makes it a constant.
   *
   * @throws UnsupportedNodeException if it is damaged or of a type not read
   */
  Tensor tensor(TensorProto attribute) {
    return weights.read(attribute);
  }

  /**
   * Requires a value that a session knows before it runs: a constant, a graph input, or what nodes
   * make of constants and of shapes.
   */
  void expectDecider(String port, String value) {
    if (!mayDecide(value)) {
      throw new UnsupportedNodeException(
          port
              + " ("
              + value
              + ") is computed by a node from data; expected a constant, a graph input, or what"
              + " is made of constants and shapes");
    }
  }

  /** Tells whether a session knows a value before it runs. */
  boolean mayDecide(String value) {
    return isConstant(value) || file.isDeclaredInput(value) || knownBeforehand.contains(value);
  }

  /** Returns a value's shape if the file says it: a constant, or an input of fixed extents. */
  @Nullable Shape shape(String value) {
    Tensor constant = constant(value);
    if (constant != null) {
      return constant.shape();
    }
    GraphInput input = file.inputs().get(value);
    if (input == null) {
      return null;
    }
    int[] dims = new int[input.dims().size()];
    for (int axis = 0; axis < dims.length; axis++) {
      if (!(input.dims().get(axis) instanceof Dim.Fixed fixed)) {
        return null;
      }
      dims[axis] = fixed.size();
    }
    return Shape.of(dims);
  }

  /** Returns a value's rank if the file says it, otherwise -1. */
  int rank(String value) {
    Tensor constant = constants.get(value);
    return constant != null ? constant.shape().rank() : file.rank(value);
  }

  /** Returns ONNX's number for the element type that the file declares for a value, 0 if none. */
  int type(String value) {
    return file.type(value);
  }

  /** Adds a node whose operator is known. */
  void node(OnnxNode node, Op op, List<String> inputs, List<String> outputs) {
    node(node, new OpSource.Fixed(op), inputs, outputs);
  }

  /** Adds a node under the ONNX node's name. */
  void node(OnnxNode node, OpSource source, List<String> inputs, List<String> outputs) {
    add(new Node(nodeNames.take(node.name()), source, inputs, outputs));
  }

  private void add(Node node) {
    node.reads().forEach(this::constant);
    boolean asksForShape =
        node.source() instanceof OpSource.Fixed fixed && fixed.op() instanceof ShapeQuery;
    if (asksForShape
        || node.reads().stream().allMatch(v -> isConstant(v) || knownBeforehand.contains(v))) {
      knownBeforehand.addAll(node.outputs());
    }
    nodes.add(node);
  }

  /** Makes a constant value of the file; the tensor is taken over. */
  void constant(String value, Tensor tensor) {
    if (constants.putIfAbsent(value, tensor) != null) {
      tensor.close();
      throw new UnsupportedNodeException("value " + value + " has two sources; expected one");
    }
  }

  /** Lets an output stand for a value; where the caller reads it, it becomes a copy. */
  void alias(OnnxNode node, String output, String value) {
    if (file.isOutput(output)) {
      OpSource copy =
          new OpSource.Deferred("Identity", List.of(), (in, none) -> same(in.get(0).shape()));
      node(node, copy, List.of(value), List.of(output));
    }
    aliases.put(output, value);
  }

  /** Returns a reshape to the same shape, which costs nothing: the compiler makes it a view. */
  static Op same(Shape shape) {
    List<Integer> dims = new ArrayList<>();
    for (int dim : shape.dims()) {
      dims.add(dim);
    }
    return new Reshape(dims, true);
  }

  /**
   * Returns a constant made from another one, the same for every node that asks.
   *
   * @param how distinguishes what is made, for example {@code transposed}
   */
  String derived(String value, Tensor constant, String how, UnaryOperator<Tensor> make) {
    Derivation derivation = new Derivation(value, how);
    String known = derived.get(derivation);
    if (known != null) {
      return known;
    }
    Tensor made = make.apply(constant);
    String name = fresh(value + "/fovea-" + how);
    constants.put(name, made);
    derived.put(derivation, name);
    return name;
  }

  /**
   * Returns a value with another shape: of a constant a view, otherwise a node's output.
   *
   * @param reshape tells from the value's shape, now or once it is known, or refuses it
   */
  String reshaped(OnnxNode node, String value, String how, Function<Shape, Reshape> reshape) {
    Tensor constant = constant(value);
    if (constant != null) {
      Shape target = reshape.apply(constant.shape()).target(constant.shape());
      return derived(value, constant, how, tensor -> tensor.reshape(target));
    }
    String made = fresh(node.name() + "/" + how);
    OpSource source =
        new OpSource.Deferred(
            "Reshape", List.of(), (inputs, none) -> reshape.apply(inputs.get(0).shape()));
    reshape(node, how, source, value, made);
    return made;
  }

  /** Adds a reshape that belongs to a node. */
  void reshape(OnnxNode node, String how, OpSource reshape, String from, String to) {
    helper(node, how, reshape, from, to);
  }

  /** Adds a node of one input that does a part of what an ONNX node does. */
  void helper(OnnxNode node, String how, OpSource source, String from, String to) {
    String name = nodeNames.take(node.name() + "/" + how);
    add(new Node(name, source, List.of(from), List.of(to)));
  }

  /** Returns a value name that nothing else has. */
  String fresh(String wanted) {
    return valueNames.take(wanted);
  }

  /**
   * Returns the graph, which owns the constants that are read; the others are closed.
   *
   * @throws dev.fovea.runtime.graph.GraphException if the graph contradicts itself
   */
  Graph build(String name) {
    Set<String> needed = new HashSet<>(file.outputs());
    nodes.forEach(node -> needed.addAll(node.reads()));
    file.outputs().forEach(this::constant);
    Graph.Builder builder = Graph.builder(name);
    file.inputs().values().forEach(builder::input);
    nodes.forEach(builder::node);
    file.outputs().forEach(builder::output);
    constants.forEach(
        (value, tensor) -> {
          if (needed.contains(value)) {
            builder.constant(value, tensor);
          }
        });
    Graph graph = builder.build();
    constants.keySet().removeAll(needed);
    close();
    constants.clear();
    return graph;
  }

  @Override
  public void close() {
    constants.values().forEach(Tensor::close);
  }
}
