package dev.fovea.models.onnx.export;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.fovea.models.internal.UniqueNames;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The file in the making: nodes, constants, and the ONNX type of each value. Graphs hold bool and
 * int32 as int64, and read float16 constants as float32; ONNX does not convert by itself, so that
 * whoever reads a value says as what, and a Cast is put in between where it must.
 *
 * <p>It owns the constants that writers make; close it after the file is written.
 */
final class ExportContext implements AutoCloseable {
  private final ExportGraph graph;
  private final int opset;
  private final UniqueNames valueNames;
  private final UniqueNames nodeNames;
  private final Map<String, DataType> types = new HashMap<>();
  private final Map<String, String> casts = new HashMap<>();
  private final Map<String, Tensor> constants = new LinkedHashMap<>();
  private final Map<String, String> derived = new HashMap<>();
  private final List<Tensor> owned = new ArrayList<>();
  private final List<NodeProto> nodes = new ArrayList<>();
  private int needed;

  /**
   * Creates an empty file.
   *
   * @param opset the version of ONNX's operators that is written
   */
  ExportContext(ExportGraph graph, int opset) {
    this.graph = graph;
    this.opset = opset;
    this.needed = opset;
    this.valueNames = new UniqueNames(graph.values().keySet());
    this.nodeNames = new UniqueNames(graph.nodes().stream().map(ExportNode::name).toList());
    graph.inputs().forEach(input -> types.put(input.name(), held(input.dtype())));
    graph
        .constants()
        .forEach((name, tensor) -> setType(name, TensorData.type(tensor.desc().dtype())));
  }

  /** Returns ONNX's name for what values are held as. */
  static DataType held(DType dtype) {
    return dtype == DType.INT64 ? DataType.INT64 : DataType.FLOAT;
  }

  int opset() {
    return opset;
  }

  /** Says that a node needs operators of this version or a newer one. */
  void require(int version) {
    needed = Math.max(needed, version);
  }

  /** Returns the version that all nodes so far need. */
  int needed() {
    return needed;
  }

  boolean isOutput(String value) {
    return graph.outputs().contains(value);
  }

  /** Returns what is known of a value's shape. */
  ValueType shape(String value) {
    ValueType known = graph.values().get(value);
    if (known == null) {
      throw new IllegalStateException("value " + value + " is unknown");
    }
    return known;
  }

  // Nodes.

  /** Begins the ONNX node that carries the node's name. */
  Step step(ExportNode node, String operator) {
    return new Step(this, node.name(), operator);
  }

  /** Begins one more ONNX node for a node. */
  Step step(ExportNode node, String what, String operator) {
    return new Step(this, nodeNames.take(node.name() + "/" + what), operator);
  }

  void add(NodeProto node) {
    nodes.add(node);
  }

  List<NodeProto> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  // Values.

  /** Returns a value name that nothing else has. */
  String fresh(String wanted) {
    return valueNames.take(wanted);
  }

  void setType(String value, DataType type) {
    types.put(value, type);
  }

  /** Returns the type that a value has in the file; a float16 constant is widened first. */
  DataType type(String value) {
    DataType type = types.get(value);
    if (type == null) {
      throw new IllegalStateException("value " + value + " is read before it is made");
    }
    if (type == DataType.FLOAT16 && graph.constants().containsKey(value)) {
      widened(value, graph.constants().get(value));
      return DataType.FLOAT;
    }
    return type;
  }

  /** The name is that of what operators read; the constant itself gets another one. */
  private void widened(String value, Tensor constant) {
    String stored = fresh(value + "/float16");
    constants.put(stored, constant);
    new Step(this, nodeNames.take(stored), "Cast")
        .input(stored)
        .integer("to", DataType.FLOAT.getNumber())
        .output(value, DataType.FLOAT)
        .add();
  }

  /** Returns an input of a node whatever its type is. */
  String anyInput(ExportNode node, int index) {
    String value = node.inputs().get(index);
    return as(value, type(value));
  }

  /** Returns an input of a node as what the graph holds it as. */
  String input(ExportNode node, int index) {
    return as(node.inputs().get(index), held(node.srcs().get(index).dtype()));
  }

  /** Returns all inputs of a node as what the graph holds them as. */
  List<String> inputs(ExportNode node) {
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      inputs.add(input(node, i));
    }
    return inputs;
  }

  /** Returns a value as one of another type; the same name if it is of that type. */
  String as(String value, DataType type) {
    if (type(value) == type) {
      return value;
    }
    String suffix = "/" + type.name().toLowerCase(Locale.ROOT);
    String known = casts.get(value + suffix);
    if (known != null) {
      return known;
    }
    String cast =
        new Step(this, nodeNames.take(value + suffix), "Cast")
            .input(value)
            .integer("to", type.getNumber())
            .made(type);
    casts.put(value + suffix, cast);
    return cast;
  }

  // Constants.

  /** Returns a constant of the graph; null if the value is none. */
  @Nullable Tensor constant(String value) {
    return graph.constants().get(value);
  }

  /** Makes a constant of a vector of integers and returns its name. */
  String longs(ExportNode node, String what, List<? extends Number> values) {
    long[] longs = values.stream().mapToLong(Number::longValue).toArray();
    return constant(node.name() + "/" + what, Tensor.ofLongs(Shape.of(longs.length), longs));
  }

  /** Makes a constant of a vector of numbers and returns its name. */
  String floats(ExportNode node, String what, List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return constant(node.name() + "/" + what, Tensor.of(Shape.of(floats.length), floats));
  }

  /** Makes a constant of a number and returns its name. */
  String number(ExportNode node, String what, float value) {
    return constant(node.name() + "/" + what, Tensor.of(Shape.of(), value));
  }

  /** Makes a constant of an integer and returns its name. */
  String integer(ExportNode node, String what, long value) {
    return constant(node.name() + "/" + what, Tensor.ofLongs(Shape.of(), value));
  }

  /** Takes over a tensor as a constant and returns its name, which is the wanted one or like it. */
  String constant(String wanted, Tensor tensor) {
    owned.add(tensor);
    String name = fresh(wanted);
    if (tensor.desc().dtype() == DType.FLOAT16) {
      widened(name, tensor);
    } else {
      constants.put(name, tensor);
      setType(name, held(tensor.desc().dtype()));
    }
    return name;
  }

  /**
   * Returns the name of a constant that is made of another one, the same for every node that asks.
   *
   * @param wanted the name it gets, or one like it
   * @param make makes it
   */
  String derived(String wanted, Tensor constant, UnaryOperator<Tensor> make) {
    return derived.computeIfAbsent(wanted, name -> constant(name, make.apply(constant)));
  }

  /** Returns the constants that nodes or the caller read. */
  Map<String, Tensor> usedConstants() {
    Set<String> read = new HashSet<>(graph.outputs());
    nodes.forEach(node -> read.addAll(node.getInputList()));
    nodes.forEach(node -> read.removeAll(node.getOutputList()));
    Map<String, Tensor> used = new LinkedHashMap<>(graph.constants());
    used.putAll(constants);
    used.keySet().retainAll(read);
    return used;
  }

  @Override
  public void close() {
    owned.forEach(Tensor::close);
  }
}
