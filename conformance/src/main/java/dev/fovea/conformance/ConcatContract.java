package dev.fovea.conformance;

import dev.fovea.op.Concat;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What {@link Concat} must do. */
final class ConcatContract {
  private ConcatContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "concat_01_channels",
            "Inputs follow each other along the channels, every bit kept.",
            "Their channel counts differ; a single input is a copy.",
            List.of(
                check(1, "1x3x4x5", "1x2x4x5"),
                check(1, "2x1x3x3", "2x8x3x3", "2x3x3x3"),
                check(1, "3x7", "3x1"),
                check(1, "2x3x4x5"))),
        new Rule(
            "concat_02_axes",
            "Any axis may be the one.",
            "What lies before it repeats, what lies behind it is copied in runs.",
            List.of(
                check(0, "5", "1", "3"),
                check(0, "1x3x4", "2x3x4"),
                check(2, "2x3x4x5", "2x3x1x5"),
                check(3, "2x3x4x5", "2x3x4x2"))),
        new Rule(
            "concat_03_int64",
            "int64 elements are joined as well.",
            "Shape arithmetic of imported models runs on them.",
            List.of(new Check("int64", ConcatContract::longs))),
        new Rule(
            "concat_04_slices",
            "srcs and dst may be channel slices.",
            "Images lie image stride elements apart, in each tensor its own.",
            List.of(
                ValueCheck.of(problem(1, "2x3x4x5", "2x2x4x5"), Data.RANDOM)
                    .placement(ValueCheck.Placement.CHANNEL_SLICES)
                    .named("channels in slices"),
                ValueCheck.of(problem(0, "2x3x4", "1x3x4"), Data.RANDOM)
                    .placement(ValueCheck.Placement.CHANNEL_SLICES)
                    .named("images in slices"))));
  }

  private static Problem problem(int axis, String... srcs) {
    List<TensorDesc> inputs = new ArrayList<>();
    for (String src : srcs) {
      inputs.add(TensorDesc.of(Problems.shape(src)));
    }
    return new Problem(
        "concat " + axis + " " + String.join(" ", srcs), new Concat(axis, srcs.length), inputs);
  }

  private static Check check(int axis, String... srcs) {
    Problem problem = problem(axis, srcs);
    return ValueCheck.of(problem, Data.RANDOM).named(problem.name());
  }

  private static void longs(Subject subject) {
    try (Tensor a = Tensor.ofLongs(Shape.of(2), Long.MAX_VALUE, 1L << 53 | 1);
        Tensor b = Tensor.ofLongs(Shape.of(1), Long.MIN_VALUE)) {
      List<Tensor> outputs =
          subject.run(new Concat(0, 2), PlanOptions.DEFAULT, Workers.single(), List.of(a, b));
      try (Tensor dst = outputs.get(0)) {
        long[] expected = {Long.MAX_VALUE, 1L << 53 | 1, Long.MIN_VALUE};
        if (!Arrays.equals(dst.toLongs(), expected)) {
          throw new AssertionError(
              "dst is "
                  + Arrays.toString(dst.toLongs())
                  + "; expected "
                  + Arrays.toString(expected));
        }
      }
    }
  }
}
