package dev.fovea.conformance;

import dev.fovea.conformance.ValueCheck.Placement;
import dev.fovea.op.LogSoftmax;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What {@link LogSoftmax} must do. */
final class LogSoftmaxContract {
  private LogSoftmaxContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "log_softmax_01_values",
            "Each result is x less the logarithm of the sum of exponentials along the last axis.",
            "One term gives 0.",
            List.of(
                check("1x1", LogSoftmax.along(1)),
                check("3x7", LogSoftmax.along(1)),
                check("2x1000", LogSoftmax.along(1)),
                check("5", LogSoftmax.along(0)))),
        new Rule(
            "log_softmax_02_axes",
            "The sum runs along the axis asked for, or along neighbouring axes taken as one.",
            "ONNX opset 12 and before: all axes from the given one on.",
            List.of(
                check("3x4x5", LogSoftmax.along(0)),
                check("3x4x5", LogSoftmax.along(1)),
                check("2x3x4x5", new LogSoftmax(1, 3)),
                check("2x3x4", new LogSoftmax(0, 3)))),
        new Rule(
            "log_softmax_03_large_numbers",
            "Large inputs and far ones give finite results.",
            "The logarithm of a softmax that is too small for a float is minus infinity.",
            List.of(
                values(LogSoftmax.along(0), 1000, 999, 1001),
                values(LogSoftmax.along(0), -1e30f, -1e30f, -1e30f),
                values(LogSoftmax.along(0), 0, -104, -1000),
                values(LogSoftmax.along(0), 0, 1e38f, -1e38f))),
        new Rule(
            "log_softmax_04_nan_and_infinity",
            "NaN or plus infinity makes all results of its sum NaN, minus infinity gives itself.",
            "As softmax does; other sums are not touched.",
            nonFinite()),
        new Rule(
            "log_softmax_05_slices",
            "src and dst may be channel slices.",
            "Images lie image stride elements apart. " + Slice.HINT,
            List.of(
                ValueCheck.of(problem("2x3x4", LogSoftmax.along(1)), Data.RANDOM)
                    .placement(Placement.CHANNEL_SLICES)
                    .named("[2,3,4] in slices"))));
  }

  private static List<Check> nonFinite() {
    List<Check> checks =
        new ArrayList<>(
            NonFinite.checks(List.of(problem("2x5", LogSoftmax.along(1))), Data.RANDOM));
    float none = Float.NEGATIVE_INFINITY;
    checks.add(values(LogSoftmax.along(0), none, none));
    return checks;
  }

  private static Problem problem(String src, LogSoftmax op) {
    return new Problem("log_softmax " + src, op, List.of(TensorDesc.of(Problems.shape(src))));
  }

  private static Check check(String src, LogSoftmax op) {
    return ValueCheck.of(problem(src, op), Data.RANDOM).named(op + " of " + src);
  }

  private static Check values(LogSoftmax op, float... values) {
    Values src = Values.of(Shape.of(values.length), values);
    return new ValueCheck(op, List.of(src), "data: by hand").named(Arrays.toString(values));
  }
}
