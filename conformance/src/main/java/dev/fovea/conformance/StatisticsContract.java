package dev.fovea.conformance;

import dev.fovea.conformance.ValueCheck.Placement;
import dev.fovea.op.GroupNorm;
import dev.fovea.op.LayerNorm;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.op.Op;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What {@link GroupNorm}, {@link LayerNorm} and {@link LocalResponseNorm} must do. */
final class StatisticsContract {
  private static final String LARGE_MEAN =
      "The mean of squares less the square of the mean loses it in float: subtract first.";

  private StatisticsContract() {}

  static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>(groupNorm());
    rules.addAll(layerNorm());
    rules.addAll(localResponseNorm());
    return rules;
  }

  private static List<Rule> groupNorm() {
    return List.of(
        new Rule(
            "group_norm_01_groups",
            "Mean and variance are those of all values of a group of neighbouring channels.",
            "Scale and bias belong to the channel all the same.",
            List.of(
                check(group("2x6x3x5", new GroupNorm(6, 2, 0))),
                check(group("1x6x4", new GroupNorm(6, 3, 0))),
                check(group("3x4x2x3", new GroupNorm(4, 1, 0))),
                check(group("2x8", new GroupNorm(8, 2, 0))))),
        new Rule(
            "group_norm_02_instances",
            "With as many groups as channels every map is normalised by itself.",
            "ONNX InstanceNormalization, any rank from 2 on.",
            List.of(
                check(instance("1x1x2x2", 0)),
                check(instance("2x5x7x3", 0)),
                check(instance("2x3x33", 0)),
                check(instance("1x2x3x2x5", 0)))),
        new Rule(
            "group_norm_03_epsilon",
            "epsilon is added to the variance under the root.",
            "Not to the root, and not after it.",
            List.of(check(instance("2x3x4x4", 0.5f)), check(instance("2x3x1x1", 0.1f)))),
        new Rule(
            "group_norm_04_large_mean",
            "A variance far below the square of the mean is kept.",
            LARGE_MEAN,
            List.of(around(1000, instance("2x3x8x8", 0)), around(-300, instance("1x2x5x5", 0)))),
        new Rule(
            "group_norm_05_nan_and_infinity",
            "A NaN or an infinity makes its group NaN; other groups are not touched.",
            "Infinity less itself is NaN.",
            NonFinite.checks(List.of(instance("2x3x4", 0)), Data.RANDOM)),
        new Rule(
            "group_norm_06_slices_and_variable",
            "src and dst may be channel slices, scale and bias variable.",
            "Images lie image stride elements apart. " + Slice.HINT,
            List.of(inSlices(instance("3x4x5", 0)), variable(instance("2x3x4", 0)))));
  }

  private static List<Rule> layerNorm() {
    return List.of(
        new Rule(
            "layer_norm_01_last_axis",
            "Mean and variance are those of the values along the last axis.",
            "Sizes stand at 2, at primes and around vectors.",
            List.of(
                check(layer("3x2", 1, 0)),
                check(layer("2x3x7", 1, 0)),
                check(layer("5x33", 1, 0)))),
        new Rule(
            "layer_norm_02_several_axes",
            "Several last axes, or all, are normalised as one.",
            "Scale and bias have the shape of these axes.",
            List.of(
                check(layer("2x3x4x5", 2, 0)),
                check(layer("2x3x4x5", 3, 0)),
                check(layer("3x4x5", 3, 0)))),
        new Rule(
            "layer_norm_03_epsilon_and_bias",
            "epsilon is added to the variance under the root; the bias may be missing.",
            "Values that are all alike give the bias.",
            List.of(
                check(layer("2x3x4", 1, 0.5f)),
                check(without("2x3x4")),
                check(layer("3x1", 1, 1)))),
        new Rule(
            "layer_norm_04_statistics",
            "Mean and 1 / sqrt(variance + epsilon) are outputs if asked for.",
            "The inverse, not the deviation.",
            List.of(check(statistics("2x3x7", 1)), check(statistics("2x3x4", 2)))),
        new Rule(
            "layer_norm_05_large_mean",
            "A variance far below the square of the mean is kept.",
            LARGE_MEAN,
            List.of(around(1000, layer("3x64", 1, 0)))),
        new Rule(
            "layer_norm_06_nan_and_infinity",
            "A NaN or an infinity makes all results of its mean NaN; others are not touched.",
            "Infinity less itself is NaN.",
            NonFinite.checks(List.of(layer("3x5", 1, 0)), Data.RANDOM)),
        new Rule(
            "layer_norm_07_slices_and_variable",
            "src and dst may be channel slices, scale and bias variable.",
            "Images lie image stride elements apart, also where all share a mean. " + Slice.HINT,
            List.of(
                inSlices(layer("3x4x5", 1, 0)),
                inSlices(layer("3x4x5", 3, 0)),
                variable(layer("2x3x4", 2, 0)))));
  }

  private static List<Rule> localResponseNorm() {
    return List.of(
        new Rule(
            "local_response_norm_01_values",
            "Each value is divided by a power of the bias and the mean square of the channels around.",
            "AlexNet's is size 5, alpha 1e-4, beta 0.75, bias 1 (2 in the paper).",
            List.of(
                check(response("2x7x3x5", 5, 1, 0.75f, 1)),
                check(response("1x5x4", 3, 1, 0.75f, 1)),
                check(response("3x6", 1, 1, 0.75f, 1)))),
        new Rule(
            "local_response_norm_02_even_size",
            "An even number of channels reaches one further behind than before.",
            "ONNX LRN-13: floor((size - 1) / 2) before, ceil((size - 1) / 2) behind.",
            List.of(
                check(response("2x7x3x5", 4, 1, 0.75f, 1)),
                check(response("1x5x4", 2, 1, 0.75f, 1)))),
        new Rule(
            "local_response_norm_03_edges",
            "Channels that do not exist count as zeros, and the size stays the divisor.",
            "A window may reach beyond both ends.",
            List.of(
                check(response("1x3x2x2", 7, 1, 0.75f, 1)),
                check(response("2x1x5", 5, 1, 0.75f, 1)))),
        new Rule(
            "local_response_norm_04_coefficients",
            "alpha, beta and bias may be any numbers of 0 or more.",
            "beta 0.75 may be two square roots; others are powers.",
            List.of(
                check(response("1x6x3x4", 3, 0.1f, 0.75f, 2)),
                check(response("1x6x3x4", 3, 2, 0.5f, 1)),
                check(response("1x6x3x4", 5, 2, 1.3f, 0.5f)),
                check(response("1x6x3x4", 3, 2, 3, 1)),
                check(response("1x6x3x4", 3, 1, 0, 1)))),
        new Rule(
            "local_response_norm_05_nan_and_infinity",
            "A NaN reaches the channels around it, at its own position alone.",
            "A sum that slides along the channels carries a NaN on.",
            NonFinite.checks(List.of(response("2x6x4", 3, 1, 0.75f, 1)), Data.RANDOM)),
        new Rule(
            "local_response_norm_06_slices",
            "src and dst may be channel slices.",
            "Images lie image stride elements apart. " + Slice.HINT,
            List.of(inSlices(response("3x4x5", 3, 1, 0.75f, 1)))));
  }

  private static Problem group(String src, GroupNorm op) {
    TensorDesc parameter = TensorDesc.of(op.channels());
    return new Problem(
        op + " " + src, op, List.of(TensorDesc.of(Problems.shape(src)), parameter, parameter));
  }

  private static Problem instance(String src, float epsilon) {
    return group(src, GroupNorm.instance(Problems.shape(src).dim(1), epsilon));
  }

  private static Problem layer(String src, int axes, float epsilon) {
    return layer(src, axes, epsilon, true, false);
  }

  private static Problem without(String src) {
    return layer(src, 1, 0, false, false);
  }

  private static Problem statistics(String src, int axes) {
    return layer(src, axes, 0.1f, true, true);
  }

  private static Problem layer(
      String src, int axes, float epsilon, boolean bias, boolean statistics) {
    Shape shape = Problems.shape(src);
    int[] dims = shape.dims();
    Shape normalised = Shape.of(Arrays.copyOfRange(dims, dims.length - axes, dims.length));
    LayerNorm op = new LayerNorm(normalised, epsilon, bias, statistics);
    List<TensorDesc> inputs = new ArrayList<>();
    inputs.add(TensorDesc.of(shape));
    while (inputs.size() < op.inputs().size()) {
      inputs.add(TensorDesc.of(normalised));
    }
    return new Problem(op + " " + src, op, inputs);
  }

  private static Problem response(String src, int size, float alpha, float beta, float bias) {
    Op op = new LocalResponseNorm(size, alpha, beta, bias);
    return new Problem(op + " " + src, op, List.of(TensorDesc.of(Problems.shape(src))));
  }

  private static Check check(Problem problem) {
    return ValueCheck.of(problem, Data.RANDOM).named(problem.name());
  }

  private static Check inSlices(Problem problem) {
    return ValueCheck.of(problem, Data.RANDOM)
        .placement(Placement.CHANNEL_SLICES)
        .named(problem.name() + " in slices");
  }

  private static Check variable(Problem problem) {
    return ValueCheck.of(problem, Data.RANDOM)
        .options(PlanOptions.DEFAULT.variable("scale", "bias"))
        .named(problem.name() + " all variable");
  }

  private static Check around(float mean, Problem problem) {
    List<Values> inputs = Data.RANDOM.inputs(problem.op(), problem.inputs(), 8);
    float[] data = inputs.get(0).data();
    for (int i = 0; i < data.length; i++) {
      data[i] += mean;
    }
    return new ValueCheck(problem.op(), inputs, "data: around " + mean)
        .named(problem.name() + " around " + mean);
  }
}
