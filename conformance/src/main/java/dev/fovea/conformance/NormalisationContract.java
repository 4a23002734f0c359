package dev.fovea.conformance;

import static dev.fovea.conformance.Shapes.join;

import dev.fovea.op.Softmax;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** What {@link Softmax} and {@link dev.fovea.op.BatchNorm} must do. */
final class NormalisationContract {
  private static final Shapes SOFTMAX = Shapes.load("softmax");
  private static final Shapes BATCH_NORM = Shapes.load("batch_norm");

  private NormalisationContract() {}

  static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>(softmax());
    rules.addAll(batchNorm());
    return rules;
  }

  private static List<Rule> softmax() {
    return List.of(
        new Rule(
            "softmax_01_plain",
            "Each result is exp(x) over the sum of exponentials along the last axis.",
            "One term gives 1; a thousand need a sum that keeps its accuracy.",
            SOFTMAX.checks("softmax_01_plain", Data.RANDOM)),
        new Rule(
            "softmax_02_axes",
            "The sum runs along the axis asked for.",
            "Terms lie as far apart as the axes behind are long.",
            SOFTMAX.checks("softmax_02_axes", Data.RANDOM)),
        new Rule(
            "softmax_03_several_axes",
            "Several neighbouring axes are summed as one.",
            "ONNX opset 12 and before: all axes from the given one on.",
            SOFTMAX.checks("softmax_03_several_axes", Data.RANDOM)),
        new Rule(
            "softmax_04_large_numbers",
            "Large inputs give finite results; plus infinity makes all results of its sum NaN.",
            "Subtract the maximum first: exp(89) is infinite in float, exp(710) in double.",
            join(
                large("softmax_04_large_numbers"),
                NonFinite.checks(
                    SOFTMAX.of("softmax_04_large_numbers"), Data.RANDOM, Float.POSITIVE_INFINITY))),
        new Rule(
            "softmax_05_shift_invariance",
            "Adding a number to all terms changes nothing beyond the bound.",
            "Integers shift without rounding.",
            shift("softmax_05_shift_invariance")),
        new Rule(
            "softmax_06_nan_and_infinity",
            "NaN makes all results of its sum NaN, minus infinity gives 0; other sums are not touched.",
            "ONNX leaves it open; this is what the formula gives.",
            NonFinite.checks(
                SOFTMAX.of("softmax_06_nan_and_infinity"),
                Data.RANDOM,
                Float.NaN,
                Float.NEGATIVE_INFINITY)),
        new Rule(
            "softmax_07_slices",
            "src and dst may be channel slices.",
            "Images lie image stride elements apart.",
            Conv2dContract.sliced(SOFTMAX, "softmax_07_slices", Data.RANDOM)));
  }

  private static List<Check> large(String id) {
    List<Check> checks = new ArrayList<>();
    for (Problem problem : SOFTMAX.of(id)) {
      for (float factor : new float[] {100, 1000, 1e6f, 1e38f}) {
        List<Values> inputs = Data.RANDOM.inputs(problem.op(), problem.inputs(), 4);
        float[] data = inputs.get(0).data();
        for (int i = 0; i < data.length; i++) {
          data[i] = factor * (1 + data[i] / 100);
        }
        checks.add(
            new ValueCheck(problem.op(), inputs, "data: around " + factor)
                .named(Shapes.name(id, problem, "around " + factor)));
      }
    }
    return checks;
  }

  private static List<Check> shift(String id) {
    List<Check> checks = new ArrayList<>();
    for (Problem problem : SOFTMAX.of(id)) {
      Softmax op = (Softmax) problem.op();
      Values src = Data.TIES.values(problem.inputs().get(0).shape(), 6);
      checks.add(new Check(problem.name(), subject -> shift(subject, op, src)));
    }
    return checks;
  }

  private static void shift(Subject subject, Softmax op, Values src) {
    Shape shape = src.shape();
    float[] moved = src.data().clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] -= 16;
    }
    float[] expected = subject.floats(op, src);
    float[] actual = subject.floats(op, Values.of(shape, moved));
    // Both lie within a relative (terms + 4 + ulps + |x - max|) u of the same exact value.
    double relative = 2 * (shape.elements(op.axis(), op.endAxis()) + 4 + 4 + 2) * Bounds.U * 1.001;
    for (int i = 0; i < actual.length; i++) {
      if (!(Math.abs(actual[i] - expected[i]) <= relative * expected[i])) {
        throw new AssertionError(
            "dst "
                + Comparison.position(shape, i)
                + " of src - 16 is "
                + actual[i]
                + "; expected "
                + expected[i]
                + " as of src");
      }
    }
  }

  private static List<Rule> batchNorm() {
    return List.of(
        new Rule(
            "batch_norm_01_plain",
            "dst = (src - mean) / sqrt(variance) scale + bias, channel by channel.",
            "Four parameters per channel; look at their order.",
            BATCH_NORM.checks("batch_norm_01_plain", Data.RANDOM)),
        new Rule(
            "batch_norm_02_epsilon",
            "epsilon is added to the variance under the root.",
            "Not to the root, and not after it.",
            BATCH_NORM.checks("batch_norm_02_epsilon", Data.RANDOM)),
        new Rule(
            "batch_norm_03_rank",
            "Axis 1 holds the channels, whatever follows.",
            "A matrix has one position per channel.",
            BATCH_NORM.checks("batch_norm_03_rank", Data.RANDOM)),
        new Rule(
            "batch_norm_04_batch_and_slices",
            "Every image is normalised alike, in dense tensors and channel slices.",
            "Images lie image stride elements apart; what lies between stays untouched.",
            join(
                BATCH_NORM.checks("batch_norm_04_batch_and_slices", Data.RANDOM),
                Conv2dContract.sliced(BATCH_NORM, "batch_norm_04_batch_and_slices", Data.RANDOM))),
        new Rule(
            "batch_norm_05_variable",
            "Parameters may be variable.",
            "Then no factor can be folded at build.",
            BATCH_NORM.of("batch_norm_05_variable").stream()
                .map(
                    problem ->
                        ValueCheck.of(problem, Data.RANDOM)
                            .options(
                                PlanOptions.DEFAULT.variable("scale", "bias", "mean", "variance"))
                            .named(Shapes.name("batch_norm_05_variable", problem, "all variable")))
                .toList()));
  }
}
