package dev.fovea.conformance;

import java.util.List;

/**
 * What {@link dev.fovea.op.MaxPool2d} must do. Values are positive wherever the sign is not the
 * feature.
 */
final class MaxPool2dContract {
  private static final Shapes SHAPES = Shapes.load("max_pool2d");

  private MaxPool2dContract() {}

  static List<Rule> rules() {
    return List.of(
        rule(
            "max_pool2d_01_plain",
            "Each output is the maximum of its window, bit for bit.",
            "Look at tails of rows and channels.",
            Data.POSITIVE),
        rule(
            "max_pool2d_02_stride",
            "Window (oh, ow) starts at row oh strideH and column ow strideW.",
            "Strides differ in h and w, and exceed the kernel.",
            Data.POSITIVE),
        rule(
            "max_pool2d_03_padding",
            "Padding moves windows and is never read, on each side, and by both SAME rules.",
            "Clip the window instead of reading a neutral value.",
            Data.POSITIVE),
        rule(
            "max_pool2d_04_ceil_mode",
            "With ceil rounding a last window that fits partly is kept if it starts inside the input"
                + " or the begin padding.",
            "ONNX MaxPool-12; the record's shape arithmetic says how many windows there are.",
            Data.POSITIVE),
        rule(
            "max_pool2d_05_dilation",
            "Taps lie dilationH rows and dilationW columns apart.",
            "Dilations differ in h and w.",
            Data.POSITIVE),
        new Rule(
            "max_pool2d_06_indices",
            "Indices are the first maximum in kernel order, counted through the whole of src,"
                + " row-major or column-major.",
            "Equal values meet in these data; images and channels before count too. src, dst and indices may"
                + " be channel slices, and count as if they were dense.",
            Shapes.join(
                SHAPES.checks("max_pool2d_06_indices", Data.TIES),
                Conv2dContract.sliced(SHAPES, "max_pool2d_06_indices", Data.TIES))),
        new Rule(
            "max_pool2d_07_nan_and_infinity",
            "A window with a NaN gives NaN, wherever it stands; infinities are values.",
            "x > max is false for NaN.",
            NonFinite.checks(SHAPES.of("max_pool2d_07_nan_and_infinity"), Data.POSITIVE)),
        PoolingChecks.slicesAndBatch(SHAPES, "max_pool2d_08_slices_and_batch"),
        new Rule(
            "max_pool2d_09_negative_values",
            "A window of negative values gives their maximum, minus infinity included, beside padding"
                + " too.",
            "A maximum that starts at zero or at the lowest finite value, or padding that counts as"
                + " zero, wins over them.",
            Shapes.join(
                SHAPES.checks("max_pool2d_09_negative_values", Data.NEGATIVE),
                allMinusInfinity("max_pool2d_09_negative_values"))));
  }

  private static Rule rule(String id, String requirement, String reason, Data data) {
    return new Rule(id, requirement, reason, SHAPES.checks(id, data));
  }

  private static List<Check> allMinusInfinity(String id) {
    return SHAPES.of(id).stream()
        .map(
            problem -> {
              List<Values> inputs = Data.POSITIVE.inputs(problem.op(), problem.inputs(), 1);
              java.util.Arrays.fill(inputs.get(0).data(), Float.NEGATIVE_INFINITY);
              return new ValueCheck(problem.op(), inputs, "data: all -Infinity")
                  .named(Shapes.name(id, problem, "all -Infinity"));
            })
        .toList();
  }
}
