package dev.fovea.conformance;

import dev.fovea.op.ArgExtremum;
import dev.fovea.op.Op;
import dev.fovea.op.Reduce;
import dev.fovea.op.Reduce.Kind;
import dev.fovea.op.TopK;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random problems of operators that take values along axes together. */
final class RandomReductions {
  private RandomReductions() {}

  /** Logarithms of sums near zero have no bound, so those of any values are left out. */
  static Arbitrary<Problem> reduce(Arbitrary<Shape> shapes) {
    Arbitrary<Kind> kinds = Arbitraries.of(Kind.class).filter(kind -> kind != Kind.LOG_SUM);
    return Combinators.combine(
            shapes, kinds, RandomProblems.ints(0, 15), Arbitraries.of(true, false))
        .as(
            (src, kind, which, keepDims) -> {
              List<Integer> axes = new ArrayList<>();
              for (int axis = 0; axis < src.rank(); axis++) {
                if ((which >> axis & 1) == 1) {
                  axes.add(axis % 2 == 0 ? axis : axis - src.rank());
                }
              }
              return problem(new Reduce(kind, axes, keepDims), src);
            });
  }

  static Arbitrary<Problem> argExtremum(Arbitrary<Shape> shapes) {
    return Combinators.combine(
            shapes,
            Arbitraries.of(ArgExtremum.Extreme.class),
            RandomProblems.ints(-4, 3),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as(
            (src, extreme, axis, keepDims, last) ->
                problem(new ArgExtremum(extreme, axis, keepDims, last), src));
  }

  static Arbitrary<Problem> topK(Arbitrary<Shape> shapes) {
    return Combinators.combine(
            shapes,
            RandomProblems.ints(1, 6),
            RandomProblems.ints(-4, 3),
            Arbitraries.of(true, false))
        .as((src, k, axis, largest) -> problem(new TopK(k, axis, largest), src));
  }

  private static Problem problem(Op op, Shape src) {
    return new Problem("random_elementwise", op, List.of(TensorDesc.of(src)));
  }
}
