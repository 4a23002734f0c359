package dev.fovea.conformance;

import dev.fovea.op.GroupNorm;
import dev.fovea.op.LayerNorm;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.op.LogSoftmax;
import dev.fovea.op.Op;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random problems of operators that bring values to a common scale. */
final class RandomNormalisations {
  private RandomNormalisations() {}

  static Arbitrary<Problem> all(Arbitrary<Shape> shapes) {
    return Arbitraries.oneOf(
        logSoftmax(shapes), groupNorm(shapes), layerNorm(shapes), localResponseNorm(shapes));
  }

  private static Arbitrary<Problem> logSoftmax(Arbitrary<Shape> shapes) {
    return Combinators.combine(shapes, RandomProblems.ints(0, 3), RandomProblems.ints(1, 4))
        .as((src, axis, axes) -> problem(new LogSoftmax(axis, axis + axes), TensorDesc.of(src)));
  }

  /** The number of groups is a divisor of the channels. */
  private static Arbitrary<Problem> groupNorm(Arbitrary<Shape> shapes) {
    return Combinators.combine(shapes, RandomProblems.ints(1, 3), RandomProblems.ints(1, 3))
        .as(
            (map, groups, channels) -> {
              Shape src = map.with(1, groups * channels);
              TensorDesc parameter = TensorDesc.of(src.dim(1));
              GroupNorm op = new GroupNorm(src.dim(1), groups, 1e-3f);
              return problem(op, TensorDesc.of(src), parameter, parameter);
            });
  }

  private static Arbitrary<Problem> layerNorm(Arbitrary<Shape> shapes) {
    return Combinators.combine(shapes, RandomProblems.ints(1, 2), Arbitraries.of(true, false))
        .as(
            (src, axes, statistics) -> {
              int[] last = Arrays.copyOfRange(src.dims(), src.rank() - axes, src.rank());
              TensorDesc parameter = TensorDesc.of(last);
              LayerNorm op = new LayerNorm(parameter.shape(), 1e-3f, true, statistics);
              return problem(op, TensorDesc.of(src), parameter, parameter);
            });
  }

  private static Arbitrary<Problem> localResponseNorm(Arbitrary<Shape> shapes) {
    return Combinators.combine(shapes, RandomProblems.ints(1, 7), Arbitraries.of(0.5f, 0.75f, 1f))
        .as(
            (src, size, beta) ->
                problem(new LocalResponseNorm(size, 1, beta, 1), TensorDesc.of(src)));
  }

  private static Problem problem(Op op, TensorDesc... inputs) {
    return new Problem("random_elementwise", op, List.of(inputs));
  }
}
