package dev.fovea.bench.tensorflow;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.fovea.bench.tensorflow.FrozenGraph.Value;
import dev.fovea.bench.tensorflow.GraphWriter.Attributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;

/** Turns ONNX nodes into TensorFlow's. */
final class NodeConverter {
  private static final int CHANNELS_LAST = 3;

  private final GraphWriter graph;
  private final OnnxParts parts;
  private final Map<String, Value> values;
  private final Map<String, String> shapes = new HashMap<>();

  NodeConverter(GraphWriter graph, OnnxParts parts, Map<String, Value> values) {
    this.graph = graph;
    this.parts = parts;
    this.values = values;
  }

  /** Adds what a node stands for; throws UnsupportedOperationException if nothing does. */
  void convert(NodeProto node) {
    String first = node.getInputCount() == 0 ? "" : node.getInput(0);
    switch (node.getOpType()) {
      case "Conv" -> map(node, conv(node));
      case "MaxPool" -> map(node, pool(node, "MaxPool", Float.NEGATIVE_INFINITY));
      case "AveragePool" -> map(node, pool(node, "AvgPool", 0));
      case "GlobalAveragePool" -> map(node, mean(map(first)));
      case "BatchNormalization" -> map(node, batchNorm(node));
      case "LRN" -> map(node, localResponseNorm(node));
      case "Relu", "Sigmoid", "Tanh", "Identity" -> same(node, node.getOpType());
      case "Dropout" -> same(node, "Identity");
      case "Softmax" -> same(node, "Softmax");
      case "Clip" -> clip(node);
      case "HardSigmoid" -> hardSigmoid(node);
      case "HardSwish" -> hardSwish(node);
      case "Add" -> pair(node, "AddV2");
      case "Sub", "Mul" -> pair(node, node.getOpType());
      case "Div" -> pair(node, "RealDiv");
      case "Concat" -> concat(node);
      case "Flatten" -> plain(node, reshape(plain(first), 1, -1));
      case "Reshape" -> plain(node, reshape(node));
      case "Shape" -> shapes.put(node.getOutput(0), shapeOf(plain(first)));
      case "Split" -> split(node);
      case "Resize" -> map(node, resize(node));
      case "Transpose" -> plain(node, transpose(plain(first), permutation(node)));
      case "Gemm" -> plain(node, gemm(node));
      case "MatMul" ->
          plain(node, graph.add("MatMul", Attributes.floats(), plain(first), operand(node, 1)));
      default ->
          throw new UnsupportedOperationException("operator " + node.getOpType() + " is unknown");
    }
  }

  private void map(NodeProto node, String made) {
    values.put(node.getOutput(0), new Value(made, true));
  }

  private void plain(NodeProto node, String made) {
    values.put(node.getOutput(0), new Value(made, false));
  }

  private void same(NodeProto node, String op) {
    Value value = value(node.getInput(0));
    values.put(
        node.getOutput(0),
        new Value(graph.add(op, Attributes.floats(), value.name()), value.isMap()));
  }

  private Value value(String name) {
    Value value = values.get(name);
    if (value == null) {
      throw new UnsupportedOperationException(name + " is a constant; expected a computed value");
    }
    return value;
  }

  /** Returns a value as a map of N, H, W, C. */
  private String map(String name) {
    Value value = value(name);
    return value.isMap() ? value.name() : transpose(value.name(), 0, 2, 3, 1);
  }

  /** Returns a value with ONNX's axes. */
  String plain(String name) {
    Value value = value(name);
    return value.isMap() ? transpose(value.name(), 0, 3, 1, 2) : value.name();
  }

  private String transpose(String name, int... permutation) {
    Attributes attributes = Attributes.floats().type("Tperm", DataType.DT_INT32);
    return graph.add("Transpose", attributes, name, graph.constant(permutation));
  }

  private static int[] permutation(NodeProto node) {
    return OnnxParts.numbers(node, "perm", List.of()).stream().mapToInt(Math::toIntExact).toArray();
  }

  private String reshape(String name, int... dims) {
    Attributes attributes = Attributes.floats().type("Tshape", DataType.DT_INT32);
    return graph.add("Reshape", attributes, name, graph.constant(dims));
  }

  /** An extent of 0 is that of the input: the batch, which is 1. */
  private String reshape(NodeProto node) {
    String src = plain(node.getInput(0));
    String shape = shapes.get(node.getInput(1));
    if (shape != null) {
      return graph.add(
          "Reshape", Attributes.floats().type("Tshape", DataType.DT_INT32), src, shape);
    }
    int[] dims = parts.ints(node.getInput(1));
    if (dims.length > 0 && dims[0] == 0) {
      dims[0] = 1;
    }
    return reshape(src, dims);
  }

  private String shapeOf(String name) {
    return graph.add("Shape", Attributes.floats().type("out_type", DataType.DT_INT32), name);
  }

  private void split(NodeProto node) {
    boolean map = isMap(node.getInput(0));
    int axis = (int) OnnxParts.number(node, "axis", 0);
    if (map && axis != 1) {
      throw new UnsupportedOperationException("Split of a map along axis " + axis);
    }
    int[] sizes =
        node.getInputCount() > 1
            ? parts.ints(node.getInput(1))
            : OnnxParts.numbers(node, "split", List.of()).stream()
                .mapToInt(Math::toIntExact)
                .toArray();
    if (sizes.length != node.getOutputCount()) {
      throw new UnsupportedOperationException("Split without sizes");
    }
    Attributes attributes =
        Attributes.floats().type("Tlen", DataType.DT_INT32).number("num_split", sizes.length);
    String made =
        graph.add(
            "SplitV",
            attributes,
            value(node.getInput(0)).name(),
            graph.constant(sizes),
            graph.intScalar(map ? CHANNELS_LAST : axis));
    for (int i = 0; i < sizes.length; i++) {
      values.put(node.getOutput(i), new Value(i == 0 ? made : made + ":" + i, map));
    }
  }

  private String resize(NodeProto node) {
    String mode = OnnxParts.text(node, "mode", "nearest");
    String places = OnnxParts.text(node, "coordinate_transformation_mode", "half_pixel");
    boolean sized = node.getInputCount() > 3 && parts.isConstant(node.getInput(3));
    if (!sized || !mode.equals("linear") || !places.endsWith("half_pixel")) {
      throw new UnsupportedOperationException(
          "Resize " + mode + ", " + places + (sized ? "" : ", without constant sizes"));
    }
    int[] sizes = parts.ints(node.getInput(3));
    int rows = sizes.length - 2;
    Attributes attributes =
        Attributes.floats().flag("align_corners", false).flag("half_pixel_centers", true);
    return graph.add(
        "ResizeBilinear",
        attributes,
        map(node.getInput(0)),
        graph.constant(new int[] {sizes[rows], sizes[rows + 1]}));
  }

  private String conv(NodeProto node) {
    Windows windows = Windows.of(node);
    int[] dims = parts.dims(node.getInput(1));
    float[] weights = parts.floats(node.getInput(1));
    int groups = (int) OnnxParts.number(node, "group", 1);
    boolean depthwise = groups > 1 && dims[1] == 1;
    if (groups > 1 && !depthwise) {
      throw new UnsupportedOperationException("convolution in " + groups + " groups");
    }
    String filter =
        depthwise
            ? graph.constant(
                Filters.spatialFirst(weights, dims), dims[2], dims[3], groups, dims[0] / groups)
            : graph.constant(
                Filters.channelsLast(weights, dims), dims[2], dims[3], dims[1], dims[0]);
    Attributes attributes =
        Attributes.floats()
            .text("data_format", "NHWC")
            .numbers("strides", windows.strides())
            .numbers("dilations", windows.dilations());
    String src = map(node.getInput(0));
    if (windows.isPadded() && depthwise) {
      // TensorFlow 2.20 aborts in a depthwise convolution with padding of its own.
      src = pad(src, windows.operand(false), 0);
      attributes.text("padding", "VALID");
    } else if (windows.isPadded()) {
      attributes.text("padding", "EXPLICIT").numbers("explicit_paddings", windows.explicit());
    } else {
      attributes.text("padding", "VALID");
    }
    String op = depthwise ? "DepthwiseConv2dNative" : "Conv2D";
    String sum = graph.add(op, attributes, src, filter);
    return node.getInputCount() < 3 ? sum : bias(sum, node.getInput(2));
  }

  private String bias(String sum, String name) {
    float[] bias = parts.floats(name);
    Attributes attributes = Attributes.floats().text("data_format", "NHWC");
    return graph.add("BiasAdd", attributes, sum, graph.constant(bias, bias.length));
  }

  private String pool(NodeProto node, String op, float border) {
    Windows windows = Windows.of(node);
    List<Long> kernel = OnnxParts.numbers(node, "kernel_shape", List.of());
    boolean ceil = OnnxParts.number(node, "ceil_mode", 0) != 0;
    boolean bordered = windows.isPadded() || ceil;
    boolean average = op.equals("AvgPool");
    if (windows.dilations().stream().anyMatch(dilation -> dilation != 1)
        || (average && ceil)
        || (average && bordered && OnnxParts.number(node, "count_include_pad", 0) == 0)) {
      throw new UnsupportedOperationException(node.getOpType() + " with this border or dilation");
    }
    String src = map(node.getInput(0));
    if (bordered) {
      src = pad(src, windows.operand(ceil), border);
    }
    Attributes attributes =
        Attributes.floats()
            .text("padding", "VALID")
            .text("data_format", "NHWC")
            .numbers("ksize", List.of(1L, kernel.get(0), kernel.get(1), 1L))
            .numbers("strides", windows.strides());
    return graph.add(op, attributes, src);
  }

  private String pad(String src, int[] operand, float border) {
    Attributes ints =
        new Attributes().type("T", DataType.DT_INT32).type("Tshape", DataType.DT_INT32);
    String flat = graph.constant(operand);
    String pads = graph.add("Reshape", ints, flat, graph.constant(new int[] {4, 2}));
    Attributes attributes = Attributes.floats().type("Tpaddings", DataType.DT_INT32);
    return graph.add("PadV2", attributes, src, pads, graph.scalar(border));
  }

  private String mean(String src) {
    Attributes attributes =
        Attributes.floats().type("Tidx", DataType.DT_INT32).flag("keep_dims", true);
    return graph.add("Mean", attributes, src, graph.constant(new int[] {1, 2}));
  }

  private String batchNorm(NodeProto node) {
    String[] inputs = new String[5];
    inputs[0] = map(node.getInput(0));
    for (int i = 1; i < inputs.length; i++) {
      float[] values = parts.floats(node.getInput(i));
      inputs[i] = graph.constant(values, values.length);
    }
    Attributes attributes =
        Attributes.floats()
            .type("U", DataType.DT_FLOAT)
            .real("epsilon", OnnxParts.real(node, "epsilon", 1e-5f))
            .text("data_format", "NHWC")
            .flag("is_training", false);
    return graph.add("FusedBatchNormV3", attributes, inputs);
  }

  private String localResponseNorm(NodeProto node) {
    long size = OnnxParts.number(node, "size", 1);
    Attributes attributes =
        Attributes.floats()
            .number("depth_radius", (size - 1) / 2)
            .real("bias", OnnxParts.real(node, "bias", 1))
            .real("alpha", OnnxParts.real(node, "alpha", 1e-4f) / size)
            .real("beta", OnnxParts.real(node, "beta", 0.75f));
    return graph.add("LRN", attributes, map(node.getInput(0)));
  }

  private void clip(NodeProto node) {
    float least = bound(node, 1, "min", -Float.MAX_VALUE);
    float most = bound(node, 2, "max", Float.MAX_VALUE);
    if (least == 0 && most == 6) {
      same(node, "Relu6");
    } else {
      Value value = value(node.getInput(0));
      values.put(node.getOutput(0), new Value(clip(value.name(), least, most), value.isMap()));
    }
  }

  private float bound(NodeProto node, int index, String attribute, float otherwise) {
    boolean given = node.getInputCount() > index && !node.getInput(index).isEmpty();
    return given
        ? parts.floats(node.getInput(index))[0]
        : OnnxParts.real(node, attribute, otherwise);
  }

  private String clip(String name, float least, float most) {
    return graph.add(
        "ClipByValue", Attributes.floats(), name, graph.scalar(least), graph.scalar(most));
  }

  private String line(String name, float slope, float offset) {
    String product = graph.add("Mul", Attributes.floats(), name, graph.scalar(slope));
    return graph.add("AddV2", Attributes.floats(), product, graph.scalar(offset));
  }

  private void hardSigmoid(NodeProto node) {
    Value value = value(node.getInput(0));
    float alpha = OnnxParts.real(node, "alpha", 0.2f);
    float beta = OnnxParts.real(node, "beta", 0.5f);
    String made = clip(line(value.name(), alpha, beta), 0, 1);
    values.put(node.getOutput(0), new Value(made, value.isMap()));
  }

  private void hardSwish(NodeProto node) {
    Value value = value(node.getInput(0));
    String gate = clip(line(value.name(), 1 / 6f, 0.5f), 0, 1);
    String made = graph.add("Mul", Attributes.floats(), value.name(), gate);
    values.put(node.getOutput(0), new Value(made, value.isMap()));
  }

  private void pair(NodeProto node, String op) {
    boolean map = node.getInputList().stream().anyMatch(this::isMap);
    String left = operand(node, 0, map);
    String right = operand(node, 1, map);
    values.put(node.getOutput(0), new Value(graph.add(op, Attributes.floats(), left, right), map));
  }

  private boolean isMap(String name) {
    return values.containsKey(name) && value(name).isMap();
  }

  private String operand(NodeProto node, int index) {
    return operand(node, index, false);
  }

  /** A constant beside a map has its axes turned as well. */
  private String operand(NodeProto node, int index, boolean map) {
    String name = node.getInput(index);
    if (!parts.isConstant(name)) {
      return map ? map(name) : plain(name);
    }
    int[] dims = parts.dims(name);
    float[] constant = parts.floats(name);
    if (!map || constant.length == 1) {
      return graph.constant(constant, dims);
    }
    int channels = dims.length < 3 ? 1 : dims[dims.length - 3];
    if (channels != constant.length) {
      throw new UnsupportedOperationException(
          node.getOpType() + " with a constant of shape " + Arrays.toString(dims));
    }
    return graph.constant(constant, channels);
  }

  private void concat(NodeProto node) {
    boolean map = node.getInputList().stream().allMatch(this::isMap);
    int axis = (int) OnnxParts.number(node, "axis", 1);
    if (map && axis != 1) {
      throw new UnsupportedOperationException("Concat of maps along axis " + axis);
    }
    String[] inputs = new String[node.getInputCount() + 1];
    for (int i = 0; i < node.getInputCount(); i++) {
      inputs[i] = operand(node, i, map);
    }
    inputs[node.getInputCount()] = graph.intScalar(map ? CHANNELS_LAST : axis);
    Attributes attributes =
        Attributes.floats().number("N", node.getInputCount()).type("Tidx", DataType.DT_INT32);
    values.put(node.getOutput(0), new Value(graph.add("ConcatV2", attributes, inputs), map));
  }

  private String gemm(NodeProto node) {
    if (OnnxParts.real(node, "alpha", 1) != 1 || OnnxParts.real(node, "beta", 1) != 1) {
      throw new UnsupportedOperationException("Gemm with alpha or beta");
    }
    Attributes attributes =
        Attributes.floats()
            .flag("transpose_a", OnnxParts.number(node, "transA", 0) != 0)
            .flag("transpose_b", OnnxParts.number(node, "transB", 0) != 0);
    String product = graph.add("MatMul", attributes, operand(node, 0), operand(node, 1));
    return node.getInputCount() < 3 ? product : bias(product, node.getInput(2));
  }
}
