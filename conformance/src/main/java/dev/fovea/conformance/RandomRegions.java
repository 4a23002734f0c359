package dev.fovea.conformance;

import dev.fovea.op.Concat;
import dev.fovea.op.StridedSlice;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random problems of joining and picking. */
final class RandomRegions {
  private RandomRegions() {}

  static Arbitrary<Problem> concat(Arbitrary<Shape> shapes) {
    return Combinators.combine(
            shapes,
            RandomProblems.ints(0, 3),
            RandomProblems.ints(1, 4).list().ofMinSize(1).ofMaxSize(4))
        .as(
            (src, axis, extents) -> {
              int along = Math.min(axis, src.rank() - 1);
              List<TensorDesc> srcs = new ArrayList<>();
              extents.forEach(extent -> srcs.add(TensorDesc.of(src.with(along, extent))));
              return new Problem("random_elementwise", new Concat(along, srcs.size()), srcs);
            });
  }

  static Arbitrary<Problem> slice(Arbitrary<Shape> shapes) {
    return Combinators.combine(
            shapes,
            RandomProblems.ints(-4, 3),
            RandomProblems.ints(-7, 7),
            RandomProblems.ints(-7, 7),
            steps())
        .as(
            (src, axis, start, end, step) ->
                new Problem(
                    "random_elementwise",
                    new StridedSlice(List.of(new StridedSlice.Range(axis, start, end, step))),
                    List.of(TensorDesc.of(src))))
        .filter(RandomRegions::picksSomething);
  }

  private static Arbitrary<Integer> steps() {
    return Arbitraries.of(1, 2, 3, -1, -2);
  }

  private static boolean picksSomething(Problem problem) {
    return problem.isValid() && problem.op().infer(problem.inputs()).get(0).shape().elements() > 0;
  }
}
