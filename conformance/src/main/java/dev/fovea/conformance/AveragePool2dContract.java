package dev.fovea.conformance;

import java.util.List;

/** What {@link dev.fovea.op.AveragePool2d} must do. */
final class AveragePool2dContract {
  private static final Shapes SHAPES = Shapes.load("average_pool2d");

  private AveragePool2dContract() {}

  static List<Rule> rules() {
    return List.of(
        rule(
            "average_pool2d_01_plain",
            "Each output is the sum of its window divided by the number of taps.",
            "Look at tails of rows and channels."),
        rule(
            "average_pool2d_02_stride",
            "Window (oh, ow) starts at row oh strideH and column ow strideW.",
            "Strides differ in h and w, and exceed the kernel."),
        rule(
            "average_pool2d_03_padding_not_counted",
            "By default only taps inside the input count, at each side and by both SAME rules.",
            "Border windows divide by less than the kernel's area."),
        rule(
            "average_pool2d_04_count_include_pad",
            "With countIncludePad taps in the padding count as zeros.",
            "They add to the count and not to the sum."),
        rule(
            "average_pool2d_05_ceil_mode",
            "Taps behind the end padding, which ceil rounding may reach, never count.",
            "ONNX AveragePool-22 settled it: the count ends with the padding."),
        rule(
            "average_pool2d_06_dilation",
            "Taps lie dilationH rows and dilationW columns apart.",
            "Dilations differ in h and w."),
        PoolingChecks.slicesAndBatch(SHAPES, "average_pool2d_07_slices_and_batch"),
        new Rule(
            "average_pool2d_08_nan_and_infinity",
            "An output that reads NaN is NaN, one that reads an infinity is infinite, and every other"
                + " stays finite.",
            "Running sums that add the new and subtract the old row carry a NaN along.",
            NonFinite.checks(SHAPES.of("average_pool2d_08_nan_and_infinity"), Data.RANDOM)));
  }

  private static Rule rule(String id, String requirement, String reason) {
    return new Rule(
        id, requirement, reason, SHAPES.checks(id, Data.RANDOM, Data.POSITIVE, Data.TIES));
  }
}
