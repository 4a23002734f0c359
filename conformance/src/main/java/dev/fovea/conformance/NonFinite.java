package dev.fovea.conformance;

import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Checks with a NaN or an infinity at one place of src, the first input. */
final class NonFinite {
  private NonFinite() {}

  /** For operators whose outputs are sums of products with weights. */
  static List<Check> sums(List<Problem> problems) {
    return checks(problems, Data.RANDOM);
  }

  static List<Check> checks(List<Problem> problems, Data data) {
    return checks(problems, data, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
  }

  static List<Check> checks(List<Problem> problems, Data data, float... values) {
    List<Check> checks = new ArrayList<>();
    for (Problem problem : problems) {
      Shape shape = problem.inputs().get(0).shape();
      for (int place : places(shape)) {
        for (float value : values) {
          checks.add(at(problem, data, place, value));
        }
      }
    }
    return checks;
  }

  /** The corners, the last column of a row (whose neighbour in memory is the next row), inside. */
  private static Set<Integer> places(Shape shape) {
    int last = (int) shape.elements() - 1;
    int width = shape.dim(shape.rank() - 1);
    return new LinkedHashSet<>(
        List.of(0, width - 1, Math.min(last, 2 * width - 1), last / 2, last));
  }

  private static Check at(Problem problem, Data data, int place, float value) {
    List<Values> inputs = data.inputs(problem.op(), problem.inputs(), Data.seed(problem.name()));
    Shape shape = problem.inputs().get(0).shape();
    inputs.get(0).data()[place] = value;
    String where = value + " at " + Comparison.position(shape, place);
    String name = problem.name().substring(problem.name().indexOf(' ') + 1);
    return new ValueCheck(problem.op(), inputs, "data: " + data + " and " + where)
        .named(name + " " + where);
  }
}
