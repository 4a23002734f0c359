package dev.fovea.conformance;

import dev.fovea.op.Add;
import dev.fovea.op.Arithmetic;
import dev.fovea.op.Cast;
import dev.fovea.op.Compare;
import dev.fovea.op.Op;
import dev.fovea.op.Unary;
import dev.fovea.op.Where;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random problems of functions, arithmetic, comparisons, choices and conversions. */
final class RandomPairs {
  private RandomPairs() {}

  /** Problems whose types do not fit the operator are among them. */
  static Arbitrary<Problem> of(Arbitrary<Shape> shapes) {
    Arbitrary<Op> ones =
        Arbitraries.oneOf(
            Arbitraries.of(Unary.Function.class).map(Unary::new),
            Arbitraries.of(Cast.Target.class).map(Cast::new));
    Arbitrary<Op> pairs =
        Arbitraries.oneOf(
            Arbitraries.just(new Add()),
            Arbitraries.of(Arithmetic.Function.class).map(Arithmetic::new),
            Arbitraries.of(Compare.Function.class).map(Compare::new));
    Arbitrary<DType> types = Arbitraries.of(DType.FLOAT32, DType.INT64);
    return Arbitraries.oneOf(
        Combinators.combine(ones, shapes, types)
            .as((op, src, type) -> problem(op, TensorDesc.of(type, src))),
        Combinators.combine(pairs, shapes, stretches(), stretches(), types)
            .as(
                (op, dst, a, b, type) ->
                    problem(
                        op,
                        TensorDesc.of(type, stretched(dst, a)),
                        TensorDesc.of(type, stretched(dst, b)))),
        Combinators.combine(shapes, stretches(), stretches(), stretches(), types)
            .as(
                (dst, condition, a, b, type) ->
                    problem(
                        new Where(),
                        TensorDesc.of(DType.INT64, stretched(dst, condition)),
                        TensorDesc.of(type, stretched(dst, a)),
                        TensorDesc.of(type, stretched(dst, b)))));
  }

  private static Problem problem(Op op, TensorDesc... inputs) {
    return new Problem("random_elementwise", op, List.of(inputs));
  }

  /** Which axes are 1, as bits; a bit beyond them leaves out the first axis. */
  private static Arbitrary<Integer> stretches() {
    return RandomProblems.ints(0, 31);
  }

  private static Shape stretched(Shape dst, int bits) {
    boolean shorter = bits >= 16;
    int[] dims = new int[dst.rank() - (shorter ? 1 : 0)];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = (bits >> axis & 1) == 1 ? 1 : dst.dim(axis + dst.rank() - dims.length);
    }
    return Shape.of(dims);
  }
}
