package dev.fovea.conformance;

import dev.fovea.op.Flatten;
import dev.fovea.op.Reshape;
import dev.fovea.op.Reshaping;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.Arrays;
import java.util.List;

/** What {@link Reshape} and {@link Flatten} must do. */
final class ReshapeContract {
  private ReshapeContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "reshape_01_copy",
            "Elements keep their row-major order and every bit.",
            "The record infers the shape; the kernel only copies.",
            List.of(
                check(Reshape.to(2, -1), "2x3x4x5"),
                check(Reshape.to(-1), "2x3"),
                check(Reshape.to(0, 4, 3), "2x3x4"),
                check(Reshape.to(1, 1, 7), "7"),
                check(new Flatten(1), "2x3x4x5"),
                check(new Flatten(0), "2x3"),
                check(new Flatten(-1), "2x3x4"))),
        new Rule(
            "reshape_02_int64",
            "int64 elements are copied as well.",
            "Shape arithmetic of imported models runs on them.",
            List.of(new Check("flatten int64", ReshapeContract::longs))),
        new Rule(
            "reshape_03_slices",
            "src and dst may be channel slices.",
            "Images lie image stride elements apart.",
            List.of(
                ValueCheck.of(problem(new Flatten(1), "2x3x4x5"), Data.RANDOM)
                    .placement(ValueCheck.Placement.CHANNEL_SLICES)
                    .named("flatten in slices"))));
  }

  private static Problem problem(Reshaping op, String src) {
    return new Problem(op + " " + src, op, List.of(TensorDesc.of(Problems.shape(src))));
  }

  private static Check check(Reshaping op, String src) {
    return ValueCheck.of(problem(op, src), Data.RANDOM).named(op + " of " + src);
  }

  private static void longs(Subject subject) {
    long[] values = {1, -2, Long.MAX_VALUE, Long.MIN_VALUE, 5, 1L << 53 | 1};
    try (Tensor src = Tensor.ofLongs(Shape.of(1, 2, 3), values)) {
      List<Tensor> outputs =
          subject.run(new Flatten(2), PlanOptions.DEFAULT, Workers.single(), List.of(src));
      try (Tensor dst = outputs.get(0)) {
        if (!Arrays.equals(dst.toLongs(), values) || !dst.shape().equals(Shape.of(2, 3))) {
          throw new AssertionError(
              "dst is "
                  + dst.shape()
                  + Arrays.toString(dst.toLongs())
                  + "; expected [2,3]"
                  + Arrays.toString(values));
        }
      }
    }
  }
}
