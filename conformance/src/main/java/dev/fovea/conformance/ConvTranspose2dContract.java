package dev.fovea.conformance;

import static dev.fovea.conformance.Shapes.join;

import java.util.ArrayList;
import java.util.List;

/** What {@link dev.fovea.op.ConvTranspose2d} must do. */
final class ConvTranspose2dContract {
  private static final Shapes SHAPES = Shapes.load("conv_transpose2d");

  private ConvTranspose2dContract() {}

  static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    rules.add(
        sums(
            "conv_transpose2d_01_plain",
            "Each input value is spread over a window of the output.",
            "Weights are stored [ic, oc, kh, kw]: the other way round than a convolution's."));
    rules.add(
        sums(
            "conv_transpose2d_02_stride",
            "Windows start strideH rows and strideW columns apart.",
            "With a stride beyond the kernel some outputs receive nothing and are zero."));
    rules.add(
        sums(
            "conv_transpose2d_03_padding",
            "Padding cuts rows and columns off the output, each side on its own.",
            "Begin padding moves what is left; what falls outside is dropped."));
    rules.add(
        sums(
            "conv_transpose2d_04_output_padding",
            "Output padding adds rows and columns at the end, with whatever falls on them.",
            "They are computed, not filled with zeros."));
    rules.add(
        sums(
            "conv_transpose2d_05_dilation",
            "Taps lie dilationH rows and dilationW columns apart in the output.",
            "With stride and dilation together only taps in step with an output reach it."));
    rules.add(
        sums(
            "conv_transpose2d_06_groups",
            "Input channels of group g spread into the output channels of group g alone.",
            "Weights count output channels within the group."));
    rules.add(
        sums(
            "conv_transpose2d_07_output_size_and_same",
            "A wanted size, or SAME, decides the padding: an odd total puts the smaller half first"
                + " for SAME_UPPER, the larger for anything else.",
            "ONNX ConvTranspose-11; the record's pads() says how much to cut."));
    rules.add(epilogue());
    rules.add(
        new Rule(
            "conv_transpose2d_09_batch_and_slices",
            "Every image is computed from its own values, in dense tensors and channel slices; weights"
                + " and residual may be one too.",
            "Images, and kernels of weights, lie image stride elements apart. " + Slice.HINT,
            join(
                SHAPES.sums("conv_transpose2d_09_batch_and_slices"),
                Conv2dContract.sliced(
                    SHAPES, "conv_transpose2d_09_batch_and_slices", Data.INTEGERS),
                Conv2dContract.slicedWeights(SHAPES, "conv_transpose2d_09_batch_and_slices"))));
    rules.add(
        new Rule(
            "conv_transpose2d_10_nan",
            "An output that reads NaN is NaN, one that reads an infinity follows IEEE 754, and every"
                + " other stays finite.",
            "Inserted zeros are not values: multiplying by them spreads NaN.",
            NonFinite.sums(SHAPES.of("conv_transpose2d_10_nan"))));
    return rules;
  }

  private static Rule sums(String id, String requirement, String reason) {
    return new Rule(id, requirement, reason, SHAPES.sums(id));
  }

  private static Rule epilogue() {
    String id = "conv_transpose2d_08_epilogue";
    return new Rule(
        id,
        "Bias and residual are added to each output once, before the activation; the residual may be"
            + " dst's own memory, parameters may be variable.",
        "Outputs that no window reaches still get their bias. A kernel that clears dst to add into it"
            + " loses a residual in place. For variable parameters hand PlanOptions"
            + " on to Plan.of.",
        join(
            SHAPES.checks(id, Data.RANDOM),
            SHAPES.checks(id, p -> !p.name().contains("sigmoid"), Data.INTEGERS, Data.ONE_HOT),
            Conv2dContract.inPlace(SHAPES, id),
            Conv2dContract.variable(SHAPES, id, "weights", "bias")));
  }
}
