package dev.fovea.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.models.support.Models;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A random ONNX graph under construction.
 *
 * <p>Values are kept tame, so that engines that round differently still agree: each knows a bound
 * of its magnitude, and whether it is exact, that is, without any rounding behind it: only such
 * values go where a last bit decides, as into a comparison or a rounding.
 */
final class RandomGraph {
  /** What grows beyond this is squeezed before it is used again. */
  private static final double LARGEST = 16;

  private static final int MOST_ELEMENTS = 3_000;

  /** What a value holds. */
  enum Kind {
    FLOAT(TensorProto.DataType.FLOAT),
    INT64(TensorProto.DataType.INT64),
    BOOL(TensorProto.DataType.BOOL);

    private final int onnx;

    Kind(TensorProto.DataType type) {
      this.onnx = type.getNumber();
    }
  }

  /** A value: an input, or what a node made. */
  record Value(String name, Kind kind, int[] dims, double bound, boolean exact) {
    int rank() {
      return dims.length;
    }

    int dim(int axis) {
      return dims[axis];
    }

    int elements() {
      return (int) Shape.of(dims).elements();
    }

    /** Tells whether a last bit of it may decide: it is exact, and will not be squeezed. */
    boolean mayDecide() {
      return exact && bound <= LARGEST;
    }

    boolean sameShape(Value other) {
      return Arrays.equals(dims, other.dims);
    }
  }

  private final int opset;
  private final Random random;
  private final List<Value> values = new ArrayList<>();
  private final Map<String, Tensor> inputs = new LinkedHashMap<>();
  private final List<TensorProto> constants = new ArrayList<>();
  private final List<NodeProto> nodes = new ArrayList<>();
  private final Set<String> features = new TreeSet<>();

  RandomGraph(int opset, Random random) {
    this.opset = opset;
    this.random = random;
    int[] map = {between(1, 2), 2 * between(1, 3), between(3, 9), between(3, 9)};
    input(map, 1);
    if (chance(40)) {
      input(map, 1);
    }
  }

  int opset() {
    return opset;
  }

  int nodes() {
    return nodes.size();
  }

  /** Returns what the graph holds, as {@code Operator: variant}. */
  Set<String> features() {
    return features;
  }

  void feature(String feature) {
    features.add(feature);
  }

  /** Returns the inputs; they stay this graph's. */
  Map<String, Tensor> inputs() {
    return inputs;
  }

  void close() {
    inputs.values().forEach(Tensor::close);
  }

  // Chance.

  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  double real(double least, double most) {
    return least + random.nextDouble() * (most - least);
  }

  <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  float[] reals(int count, double least, double most) {
    float[] reals = new float[count];
    for (int i = 0; i < count; i++) {
      reals[i] = (float) real(least, most);
    }
    return reals;
  }

  // Values to start from.

  /** Adds an input of values between -bound and bound. */
  Value input(int[] dims, double bound) {
    return input(dims, -bound, bound);
  }

  Value input(int[] dims, double least, double most) {
    String name = "x" + inputs.size();
    inputs.put(name, Tensor.of(Shape.of(dims), reals(elements(dims), least, most)));
    double bound = Math.max(Math.abs(least), Math.abs(most));
    return add(new Value(name, Kind.FLOAT, dims, bound, true));
  }

  /** Adds an input of small whole numbers. */
  Value longInput(int[] dims, int least, int most) {
    String name = "n" + inputs.size();
    long[] longs = new long[elements(dims)];
    Arrays.setAll(longs, i -> between(least, most));
    inputs.put(name, Tensor.ofLongs(Shape.of(dims), longs));
    return add(new Value(name, Kind.INT64, dims, Math.max(Math.abs(least), most), true));
  }

  private static int elements(int[] dims) {
    return (int) Shape.of(dims).elements();
  }

  private Value add(Value value) {
    values.add(value);
    return value;
  }

  String constant(int[] dims, float... floats) {
    String name = "c" + constants.size();
    constants.add(Models.floats(name, dims, floats));
    return name;
  }

  /** Returns a constant, or now and then an input, of values in a range. */
  String parameter(int[] dims, double least, double most) {
    return chance(85)
        ? constant(dims, reals(elements(dims), least, most))
        : input(dims, least, most).name();
  }

  String longs(long... longs) {
    String name = "c" + constants.size();
    constants.add(Models.longs(name, longs));
    return name;
  }

  String scalar(long value) {
    String name = "c" + constants.size();
    constants.add(Models.longs(name, value).toBuilder().clearDims().build());
    return name;
  }

  // Values to go on from.

  /** Returns a value that fits, rather a late one; makes an input if there is none. */
  Value pick(Predicate<Value> fits, int... otherwise) {
    List<Value> fitting =
        values.stream()
            .filter(v -> v.kind() == Kind.FLOAT && v.elements() <= MOST_ELEMENTS && fits.test(v))
            .toList();
    if (fitting.isEmpty()) {
      return input(otherwise, 1);
    }
    int late = Math.max(random.nextInt(fitting.size()), random.nextInt(fitting.size()));
    return tame(fitting.get(late), LARGEST);
  }

  /** Returns a value of rank 4. */
  Value map() {
    return pick(v -> v.rank() == 4, 1, 2 * between(1, 3), between(4, 8), between(4, 8));
  }

  /** Returns a value of rank 4 of at least these extents. */
  Value map(int channels, int height, int width) {
    return pick(
        v -> v.rank() == 4 && v.dim(1) >= channels && v.dim(2) >= height && v.dim(3) >= width,
        between(1, 2),
        Math.max(channels, between(1, 4)),
        height + between(0, 3),
        width + between(0, 3));
  }

  /** Returns a value of any rank but 0. */
  Value any() {
    return pick(v -> v.rank() >= 1, 2, 3, 4);
  }

  /** Returns a value of this rank. */
  Value ofRank(int rank) {
    int[] dims = new int[rank];
    Arrays.setAll(dims, axis -> between(1, rank > 3 ? 4 : 7));
    return pick(v -> v.rank() == rank, dims);
  }

  /** Returns a value whose last bit may decide. */
  Value exact() {
    return pick(v -> v.mayDecide() && v.rank() >= 1, 2, 3, 4);
  }

  /** Returns the value, squeezed if it may exceed a limit. */
  Value tame(Value value, double limit) {
    return value.bound() <= limit ? value : op("Tanh").in(value).like(value, 1);
  }

  // Nodes.

  Op op(String type) {
    return new Op(type);
  }

  /** A node under construction. */
  final class Op {
    private final NodeProto.Builder node;

    private Op(String type) {
      this.node = Models.node(type, List.of()).setName(type + "_" + nodes.size());
    }

    Op in(Value value) {
      return in(value.name());
    }

    Op in(String value) {
      node.addInput(value);
      return this;
    }

    /** Leaves an optional input out. */
    Op absent() {
      return in("");
    }

    Op with(AttributeProto attribute) {
      node.addAttribute(attribute);
      return this;
    }

    /** Adds an output of floats, rounded. */
    Value out(int[] dims, double bound) {
      return out(Kind.FLOAT, dims, bound, false);
    }

    /** Adds an output of a value's shape. */
    Value like(Value value, double bound) {
      return out(value.dims(), bound);
    }

    /** Adds an output that holds a value's own bits, moved. */
    Value moved(Value value, int... dims) {
      return out(value.kind(), dims, value.bound(), value.exact());
    }

    /** Adds the node, or one more output of it. */
    Value out(Kind kind, int[] dims, double bound, boolean exact) {
      String name = "v" + nodes.size() + "_" + node.getOutputCount();
      node.addOutput(name);
      if (node.getOutputCount() == 1) {
        nodes.add(node.build());
      } else {
        nodes.set(nodes.size() - 1, node.build());
      }
      return add(new Value(name, kind, dims, bound, exact));
    }
  }

  /** Returns the model; its outputs are what no node reads, or all values. */
  ModelProto model(boolean allValues) {
    Set<String> read = new HashSet<>();
    nodes.forEach(node -> read.addAll(node.getInputList()));
    GraphProto.Builder graph = GraphProto.newBuilder().addAllNode(nodes);
    graph.addAllInitializer(constants);
    for (Value value : values) {
      if (inputs.containsKey(value.name())) {
        graph.addInput(Models.value(value.name(), value.kind().onnx, value.dims()));
      } else if (allValues || !read.contains(value.name())) {
        graph.addOutput(Models.unshaped(value.name(), value.kind().onnx));
      }
    }
    return Models.model(opset, graph);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("opset " + opset);
    Map<String, Value> byName = new LinkedHashMap<>();
    values.forEach(value -> byName.put(value.name(), value));
    for (NodeProto node : nodes) {
      text.append("\n  ").append(node.getOpType()).append(node.getInputList()).append(" -> ");
      node.getOutputList()
          .forEach(o -> text.append(o).append(Arrays.toString(byName.get(o).dims())).append(' '));
      node.getAttributeList()
          .forEach(a -> text.append(a.toString().replaceAll("\\s+", " ")).append(' '));
    }
    constants.stream()
        .filter(c -> c.getInt64DataCount() > 0)
        .forEach(c -> text.append("\n  ").append(c.getName()).append(c.getInt64DataList()));
    inputs.forEach((name, x) -> text.append("\n  ").append(name).append(x.desc()));
    return text.toString();
  }
}
