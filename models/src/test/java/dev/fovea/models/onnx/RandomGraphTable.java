package dev.fovea.models.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What random graphs are made of: each operator, the opsets it is made for, and the attribute
 * values and situations of which each appears in graphs of its own. A row is split where a schema
 * changed what a variant can say; other changes of schemas (attributes that became inputs) are
 * followed by the makers, as every opset of a row occurs.
 */
final class RandomGraphTable {
  private static final int OLDEST = 7;
  private static final int NEWEST = 22;

  /**
   * One variant of an operator.
   *
   * @param make adds it to a graph
   */
  record Entry(
      String operator, int since, int until, String variant, BiConsumer<RandomGraph, String> make) {
    String feature() {
      return operator + ": " + variant;
    }

    boolean fits(int opset) {
      return opset >= since && opset <= until;
    }

    /** Returns how often it is chosen where it fits: as often in all as one that always does. */
    double weight() {
      return (NEWEST - OLDEST + 1.0) / (until - since + 1);
    }

    void addTo(RandomGraph graph) {
      int before = graph.nodes();
      make.accept(graph, variant);
      if (graph.nodes() > before) {
        graph.feature(feature());
      }
    }
  }

  private static final List<Entry> ENTRIES = new ArrayList<>();

  /**
   * Lists an operator that every opset from {@code since} on knows; variants stand between bars.
   */
  private static void row(
      String operator, int since, BiConsumer<RandomGraph, String> make, String variants) {
    row(operator, since, NEWEST, make, variants);
  }

  private static void row(
      String operator,
      int since,
      int until,
      BiConsumer<RandomGraph, String> make,
      String variants) {
    for (String variant : variants.split(" \\| ", -1)) {
      ENTRIES.add(new Entry(operator, Math.max(OLDEST, since), until, variant, make));
    }
  }

  static {
    windows();
    normalisations();
    elements();
    shapes();
    sums();
    sampling();
  }

  private RandomGraphTable() {}

  static List<Entry> entries() {
    return List.copyOf(ENTRIES);
  }

  private static void windows() {
    row(
        "Conv",
        7,
        RandomGraphWindows::conv,
        "plain | bias | strides | pads | dilations | group | depthwise | residual | 1-D | "
            + "auto_pad=SAME_UPPER | auto_pad=SAME_LOWER | auto_pad=VALID");
    row(
        "ConvTranspose",
        7,
        RandomGraphWindows::convTranspose,
        "plain | strides | pads | dilations | group | output_padding | output_shape | " + "1-D");
    row(
        "MaxPool",
        7,
        RandomGraphWindows::maxPool,
        "plain | strides | pads | 1-D | auto_pad=SAME_UPPER | auto_pad=SAME_LOWER | "
            + "auto_pad=VALID");
    row("MaxPool", 8, RandomGraphWindows::maxPool, "Indices");
    row("MaxPool", 10, RandomGraphWindows::maxPool, "ceil_mode | dilations");
    row(
        "AveragePool",
        7,
        RandomGraphWindows::averagePool,
        "plain | strides | pads | count_include_pad | 1-D | auto_pad=SAME_UPPER | "
            + "auto_pad=SAME_LOWER | auto_pad=VALID");
    row("AveragePool", 10, RandomGraphWindows::averagePool, "ceil_mode");
    row("AveragePool", 19, RandomGraphWindows::averagePool, "dilations");
    row("GlobalAveragePool", 7, global("GlobalAveragePool"), "2-D | 1-D");
    row("GlobalMaxPool", 7, global("GlobalMaxPool"), "2-D | 1-D");
    row("LpPool", 7, RandomGraphWindows::lpPool, "p=1 | p=2 | p=3 | strides | pads");
    // ONNX Runtime has no kernel of opset 22.
    row("GlobalLpPool", 7, 21, global("GlobalLpPool"), "p=1 | p=2 | p=3");
  }

  private static BiConsumer<RandomGraph, String> global(String operator) {
    return (g, variant) -> RandomGraphWindows.global(g, operator, variant);
  }

  private static void normalisations() {
    row("BatchNormalization", 7, RandomGraphWindows::batchNormalization, "maps | rank 2");
    row(
        "InstanceNormalization",
        7,
        RandomGraphWindows::instanceNormalization,
        "maps | 1-D | epsilon");
    row("LayerNormalization", 17, RandomGraphWindows::layerNormalization, "axis | axis=-1 | bias");
    row("LRN", 7, RandomGraphWindows::lrn, "size=3 | size=5 | alpha, beta, bias");
    row("Softmax", 7, softmax("Softmax"), "default | axis");
    row("Softmax", 11, softmax("Softmax"), "axis=-1");
    row("LogSoftmax", 7, softmax("LogSoftmax"), "default | axis");
    row("LogSoftmax", 11, softmax("LogSoftmax"), "axis=-1");
  }

  private static BiConsumer<RandomGraph, String> softmax(String operator) {
    return (g, variant) -> RandomGraphWindows.softmax(g, operator, variant);
  }

  private static void elements() {
    for (String operator : List.of("Relu", "Sigmoid", "Tanh", "Softplus", "Abs")) {
      row(operator, 7, (g, variant) -> RandomGraphElements.unary(g, operator), "any");
    }
    row("Erf", 9, (g, variant) -> RandomGraphElements.unary(g, "Erf"), "any");
    row("HardSwish", 14, (g, variant) -> RandomGraphElements.unary(g, "HardSwish"), "any");
    row("Neg", 7, (g, variant) -> RandomGraphElements.unary(g, "Neg"), "any");
    row("Identity", 7, (g, variant) -> RandomGraphElements.same(g, "Identity"), "any");
    row("Dropout", 7, (g, variant) -> RandomGraphElements.same(g, "Dropout"), "any");
    row("Exp", 7, (g, variant) -> RandomGraphElements.within(g, "Exp", 0, 8), "any");
    row("Log", 7, (g, variant) -> RandomGraphElements.within(g, "Log", 0.5, 1), "positive");
    row("Sqrt", 7, (g, variant) -> RandomGraphElements.within(g, "Sqrt", 0.5, 1.3), "positive");
    row(
        "Reciprocal",
        7,
        (g, variant) -> RandomGraphElements.within(g, "Reciprocal", 0.5, 2),
        "positive");
    row("Floor", 7, (g, variant) -> RandomGraphElements.rounding(g, "Floor"), "exact");
    row("Ceil", 7, (g, variant) -> RandomGraphElements.rounding(g, "Ceil"), "exact");
    row("LeakyRelu", 7, numbers("LeakyRelu"), "default | alpha");
    row("Elu", 7, numbers("Elu"), "default | alpha");
    row("HardSigmoid", 7, numbers("HardSigmoid"), "default | alpha, beta");
    row("Selu", 7, numbers("Selu"), "default | alpha, gamma");
    row("Gelu", 20, RandomGraphElements::gelu, "default | approximate=none | approximate=tanh");
    row("Clip", 7, RandomGraphElements::clip, "min | max | min, max");
    row("PRelu", 7, RandomGraphElements::prelu, "per channel | one | whole");
    for (String operator : List.of("Add", "Sub", "Mul", "Div")) {
      row(operator, 7, binary(operator), "same | scalar | channel | both stretched | int64");
    }
    row("Pow", 7, binary("Pow"), "same | scalar | channel | both stretched");
    for (String operator : List.of("Min", "Max", "Sum", "Mean")) {
      row(
          operator,
          8,
          (g, variant) -> RandomGraphElements.several(g, operator, variant),
          "one | two | three | broadcasting");
    }
    row("Equal", 7, RandomGraphElements::equal, "int64");
    row("Equal", 11, RandomGraphElements::equal, "float");
    row("Where", 9, RandomGraphElements::where, "same | broadcasting");
    row("Cast", 9, RandomGraphElements::cast, "float to int64 | float to bool");
  }

  private static BiConsumer<RandomGraph, String> numbers(String operator) {
    return (g, variant) -> RandomGraphElements.withNumbers(g, operator, variant);
  }

  private static BiConsumer<RandomGraph, String> binary(String operator) {
    return (g, variant) -> RandomGraphElements.binary(g, operator, variant);
  }

  private static void shapes() {
    row("Concat", 7, RandomGraphShapes::concat, "axis=0 | axis=1 | axis=2 | axis=3 | axis=-1");
    row("Split", 7, RandomGraphShapes::split, "equal | sizes");
    row("Split", 18, RandomGraphShapes::split, "num_outputs");
    row("Slice", 7, RandomGraphShapes::slice, "one axis | negative");
    row("Slice", 10, RandomGraphShapes::slice, "steps | backwards");
    row("Pad", 7, RandomGraphShapes::pad, "mode=constant | mode=reflect | mode=edge | value");
    row("Pad", 18, RandomGraphShapes::pad, "axes");
    row("Transpose", 7, RandomGraphShapes::transpose, "default | perm | NCHW to NHWC");
    row("Flatten", 7, RandomGraphShapes::flatten, "default | axis=0 | axis=2 | axis=4");
    row("Flatten", 11, RandomGraphShapes::flatten, "axis=-1");
    row("Reshape", 7, RandomGraphShapes::reshape, "-1 | 0");
    row("Reshape", 14, RandomGraphShapes::reshape, "allowzero");
    row("Squeeze", 7, RandomGraphShapes::squeeze, "axes | all");
    row("Squeeze", 11, RandomGraphShapes::squeeze, "negative");
    row("Unsqueeze", 7, RandomGraphShapes::squeeze, "axes");
    row("Unsqueeze", 11, RandomGraphShapes::squeeze, "negative");
    row("Expand", 8, RandomGraphShapes::expand, "same rank | more axes");
    row("Tile", 7, RandomGraphShapes::tile, "repeats");
    row("Gather", 7, RandomGraphShapes::gather, "axis=0 | last axis | one index");
    row("Gather", 11, RandomGraphShapes::gather, "negative");
    row("Shape", 7, RandomGraphShapes::shape, "values | reshape by it");
    row("Shape", 15, RandomGraphShapes::shape, "start, end");
    row("Range", 11, RandomGraphShapes::range, "int64 | float");
    row("Constant", 7, RandomGraphShapes::constant, "value");
    row("Constant", 12, RandomGraphShapes::constant, "value_float");
    row("ConstantOfShape", 9, RandomGraphShapes::constantOfShape, "default | value | int64");
    row("DepthToSpace", 7, RandomGraphShapes::depthToSpace, "default");
    row("DepthToSpace", 11, RandomGraphShapes::depthToSpace, "mode=DCR | mode=CRD");
    row("SpaceToDepth", 7, RandomGraphShapes::spaceToDepth, "blocks of 2");
    row("Reshape", 7, RandomGraphShapes::channelShuffle, "channel shuffle");
  }

  private static void sums() {
    row(
        "Gemm",
        7,
        RandomGraphSums::gemm,
        "plain | transA | transB | alpha, beta | C of a row | C of a column | C whole");
    row("Gemm", 11, RandomGraphSums::gemm, "without C");
    row("MatMul", 7, RandomGraphSums::matMul, "matrices | vector | batched | one matrix for all");
    for (String kind : List.of("Mean", "Sum", "Max", "Min", "Prod", "L1", "L2", "SumSquare")) {
      String operator = "Reduce" + kind;
      BiConsumer<RandomGraph, String> make = (g, v) -> RandomGraphSums.reduce(g, operator, v);
      row(operator, 7, make, "axes | all | keepdims=0 | over the map | negative");
      // Without axes the output is the input; ONNX Runtime has |x| and x * x for the last three.
      if (!kind.startsWith("L") && !kind.equals("SumSquare")) {
        row(operator, kind.equals("Sum") ? 13 : 18, make, "noop_with_empty_axes");
      }
    }
    for (String operator : List.of("ArgMax", "ArgMin")) {
      BiConsumer<RandomGraph, String> make = (g, v) -> RandomGraphSums.place(g, operator, v);
      row(operator, 7, make, "default | axis | axis=-1 | keepdims=0");
      row(operator, 12, make, "select_last_index");
    }
  }

  /** Returns a mode with each kind of coordinates. */
  private static String each(String mode, String coordinates) {
    return mode + ", " + coordinates.replace("| ", "| " + mode + ", ");
  }

  private static void sampling() {
    row(
        "Upsample",
        7,
        9,
        (g, v) -> RandomGraphSampling.byScales(g, "Upsample", v),
        "nearest | linear");
    row(
        "Resize",
        10,
        10,
        (g, v) -> RandomGraphSampling.byScales(g, "Resize", v),
        "nearest | linear");
    for (String mode : List.of("nearest", "linear", "cubic")) {
      row(
          "Resize",
          11,
          RandomGraphSampling::resize,
          each(
              mode,
              "half_pixel | pytorch_half_pixel | align_corners | asymmetric | tf_crop_and_resize"));
      row("Resize", 19, RandomGraphSampling::resize, each(mode, "half_pixel_symmetric"));
    }
    row("Resize", 11, 12, RandomGraphSampling::resize, "nearest, tf_half_pixel_for_nn");
    row(
        "Resize",
        11,
        RandomGraphSampling::resize,
        "nearest_mode=round_prefer_floor | nearest_mode=round_prefer_ceil | "
            + "nearest_mode=floor | nearest_mode=ceil | cubic_coeff_a | exclude_outside | "
            + "scales");
    row(
        "Resize",
        18,
        RandomGraphSampling::resize,
        "antialias linear | antialias cubic | axes | "
            + "keep_aspect_ratio_policy=not_larger | keep_aspect_ratio_policy=not_smaller");
    row(
        "DeformConv",
        19,
        RandomGraphSampling::deformConv,
        "plain | bias | mask | group | offset_group | strides | pads | dilations");
  }
}
