package dev.fovea.conformance;

import static dev.fovea.conformance.Shapes.join;

import dev.fovea.conformance.ValueCheck.Placement;
import dev.fovea.op.ArgExtremum;
import dev.fovea.op.ArgExtremum.Extreme;
import dev.fovea.op.Op;
import dev.fovea.op.Reduce;
import dev.fovea.op.Reduce.Kind;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What {@link Reduce} and {@link ArgExtremum} must do. */
final class ReductionContract {
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  private ReductionContract() {}

  static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>(reductions());
    rules.addAll(places());
    return rules;
  }

  private static List<Rule> reductions() {
    return List.of(
        new Rule(
            "reduce_01_sum",
            "The sum of all values along the axes.",
            "Sizes stand at 1, at primes and around vectors.",
            join(
                along(Kind.SUM, Data.RANDOM, "1x1", "3x7", "2x33", "5x1000"),
                along(Kind.SUM, Data.INTEGERS, "3x7", "5x1000"))),
        new Rule(
            "reduce_02_mean",
            "The sum divided by the number of values.",
            "Values along the axes count, not all of src.",
            join(
                along(Kind.MEAN, Data.RANDOM, "1x1", "3x7", "5x1000"),
                List.of(check(Reduce.of(Kind.MEAN, 0, 2), "3x2x5", Data.POSITIVE)))),
        new Rule(
            "reduce_03_extremes",
            "The largest and the smallest value, bit for bit, whatever their sign.",
            "A maximum that starts at zero wins over negative values.",
            join(
                along(Kind.MAX, Data.RANDOM, "3x7", "2x33"),
                along(Kind.MAX, Data.NEGATIVE, "3x7"),
                along(Kind.MIN, Data.RANDOM, "3x7", "2x33"),
                along(Kind.MIN, Data.POSITIVE, "3x7"))),
        new Rule(
            "reduce_04_product",
            "The product of all values along the axes.",
            "It starts at 1.",
            join(
                along(Kind.PROD, Data.RANDOM, "1x1", "3x7"),
                along(Kind.PROD, Data.POSITIVE, "2x33"))),
        new Rule(
            "reduce_05_norms",
            "L1 is the sum of |x|, SUM_SQUARE that of x^2, L2 the latter's square root.",
            "Squares leave float's range where their root does not.",
            join(
                along(Kind.L1, Data.RANDOM, "3x7", "2x33"),
                along(Kind.L1, Data.INTEGERS, "3x7"),
                along(Kind.SUM_SQUARE, Data.RANDOM, "3x7", "2x33"),
                along(Kind.SUM_SQUARE, Data.INTEGERS, "3x7"),
                along(Kind.L2, Data.RANDOM, "3x7", "2x33"),
                List.of(
                    values(Kind.L2, "large", 3e30f, -4e30f),
                    values(Kind.L2, "small", 3e-30f, 4e-30f)))),
        new Rule(
            "reduce_06_logarithms",
            "LOG_SUM is ln of the sum of x, LOG_SUM_EXP ln of the sum of exp(x).",
            "Subtract the maximum first: exp(89) is infinite in float, exp(710) in double.",
            join(
                along(Kind.LOG_SUM, Data.POSITIVE, "1x1", "3x7", "2x33"),
                along(Kind.LOG_SUM_EXP, Data.RANDOM, "1x1", "3x7", "5x1000"),
                List.of(
                    values(Kind.LOG_SUM_EXP, "far above 0", 1000, 999, 1001),
                    values(Kind.LOG_SUM_EXP, "far below 0", -1000, -999, -1001),
                    values(Kind.LOG_SUM_EXP, "far apart", 3e38f, -3e38f)))),
        new Rule(
            "reduce_07_axes",
            "Any axes may be reduced, neighbours or not; none means all; they stay with extent 1, or"
                + " go.",
            "Values lie as far apart as the axes behind are long; a negative axis counts from the last.",
            axes()),
        new Rule(
            "reduce_08_int64",
            "Integers are exact beyond float and double, wrap as longs do, and their mean is cut.",
            "Shape arithmetic of imported models runs on them.",
            integers()),
        new Rule(
            "reduce_09_nan_and_infinity",
            "NaN makes its own output NaN, also a maximum or a minimum; infinities follow arithmetic.",
            "x > max is false for NaN.",
            nonFinite()),
        new Rule(
            "reduce_10_no_value",
            "Of no value: 0 for sums, 1 for a product, infinities for extremes and logarithms.",
            "What a loop starts with; an unwritten output shows here.",
            nothing()),
        new Rule(
            "reduce_11_slices",
            "src and dst may be channel slices.",
            "Images lie image stride elements apart, also where they are added. " + Slice.HINT,
            List.of(
                inSlices(Reduce.of(Kind.SUM, 1), "2x5x3"),
                inSlices(Reduce.of(Kind.SUM, 0, 2), "3x4x5"),
                inSlices(Reduce.of(Kind.MAX, 0), "3x4"))));
  }

  private static List<Rule> places() {
    return List.of(
        new Rule(
            "arg_extremum_01_values",
            "The index along the axis of the largest or the smallest value.",
            "It counts along the axis, not through memory.",
            List.of(
                check(arg(Extreme.MAX, 1), "3x7", Data.RANDOM),
                check(arg(Extreme.MIN, 1), "3x7", Data.RANDOM),
                check(arg(Extreme.MAX, 0), "7x3", Data.NEGATIVE),
                check(arg(Extreme.MIN, -2), "2x5x3", Data.POSITIVE),
                check(new ArgExtremum(Extreme.MAX, 1, false, false), "2x33x4", Data.RANDOM),
                check(arg(Extreme.MIN, 0), "1", Data.RANDOM))),
        new Rule(
            "arg_extremum_02_ties",
            "Of equal values the first counts, or the last if asked for.",
            "> or >=, and a loop that runs backwards turns them round.",
            List.of(
                check(arg(Extreme.MAX, 1), "4x9", Data.TIES),
                check(arg(Extreme.MIN, 1), "4x9", Data.TIES),
                check(new ArgExtremum(Extreme.MAX, 1, true, true), "4x9", Data.TIES),
                check(new ArgExtremum(Extreme.MIN, 1, true, true), "4x9", Data.TIES))),
        new Rule(
            "arg_extremum_03_nan",
            "A NaN is the extreme, the smallest as well as the largest.",
            "Comparisons with NaN are false, so it would depend on its place.",
            NonFinite.checks(
                List.of(
                    rows("arg_extremum MAX", arg(Extreme.MAX, 1)),
                    rows("arg_extremum MIN", arg(Extreme.MIN, 1))),
                Data.RANDOM)),
        new Rule(
            "arg_extremum_04_int64",
            "int64 values are compared as they are.",
            "As doubles 2^53 and its neighbour would be equal.",
            List.of(
                longs(arg(Extreme.MAX, 0), 1L << 53, (1L << 53) + 1, -5),
                longs(arg(Extreme.MIN, 0), -(1L << 53), -(1L << 53) - 1, Long.MAX_VALUE))),
        new Rule(
            "arg_extremum_05_slices",
            "src and dst may be channel slices.",
            "Images lie image stride elements apart. " + Slice.HINT,
            List.of(
                inSlices(arg(Extreme.MAX, 1), "2x5x3"), inSlices(arg(Extreme.MIN, 0), "3x4x2"))));
  }

  private static ArgExtremum arg(Extreme extreme, int axis) {
    return new ArgExtremum(extreme, axis, true, false);
  }

  private static Problem problem(Op op, DType dtype, String src) {
    TensorDesc desc = TensorDesc.of(dtype, Problems.shape(src));
    return new Problem(op + " " + src, op, List.of(desc));
  }

  private static Problem rows(String name, Op op) {
    return new Problem(name, op, List.of(TensorDesc.of(3, 5)));
  }

  private static Check check(Op op, String src, Data data) {
    Problem problem = problem(op, DType.FLOAT32, src);
    return ValueCheck.of(problem, data).named(problem.name() + " " + data);
  }

  private static Check inSlices(Op op, String src) {
    Problem problem = problem(op, DType.FLOAT32, src);
    return ValueCheck.of(problem, Data.RANDOM)
        .placement(Placement.CHANNEL_SLICES)
        .named(problem.name() + " in slices");
  }

  /** Reduces the last axis. */
  private static List<Check> along(Kind kind, Data data, String... srcs) {
    List<Check> checks = new ArrayList<>();
    for (String src : srcs) {
      checks.add(check(Reduce.of(kind, -1), src, data));
    }
    return checks;
  }

  private static Check values(Kind kind, String name, float... values) {
    Values src = Values.of(Shape.of(values.length), values);
    return new ValueCheck(Reduce.of(kind), List.of(src), "data: " + name)
        .named(kind + " of values " + name);
  }

  private static Check longs(Op op, long... values) {
    Values src = Values.ofLongs(Shape.of(values.length), values);
    return new ValueCheck(op, List.of(src), "data: by hand").named(op + " of int64");
  }

  private static List<Check> axes() {
    List<Check> checks = new ArrayList<>();
    for (boolean keepDims : new boolean[] {true, false}) {
      for (List<Integer> axes :
          List.of(
              Collections.<Integer>emptyList(),
              List.of(0),
              List.of(1),
              List.of(-1),
              List.of(1, 2),
              List.of(0, -2),
              List.of(3, 1),
              List.of(0, 1, 3))) {
        checks.add(check(new Reduce(Kind.SUM, axes, keepDims), "2x3x4x5", Data.RANDOM));
      }
    }
    checks.add(check(Reduce.of(Kind.SUM), "scalar", Data.RANDOM));
    return checks;
  }

  private static List<Check> integers() {
    long large = (1L << 53) + 1;
    List<Check> checks = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (kind.takesIntegers()) {
        checks.add(longs(Reduce.of(kind), large, -3, 5));
        checks.add(longs(new Reduce(kind, List.of(0), false), -7, 2, Long.MAX_VALUE, 9));
        Problem problem = problem(Reduce.of(kind, 0, 2), DType.INT64, "3x4x5");
        checks.add(ValueCheck.of(problem, Data.RANDOM).named(problem.name() + " int64"));
      }
    }
    return checks;
  }

  private static List<Check> nonFinite() {
    List<Problem> problems = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      // A mean passes on what its sum does.
      if (kind != Kind.MEAN) {
        problems.add(rows("reduce " + kind, Reduce.of(kind, 1)));
      }
    }
    List<Check> checks = new ArrayList<>(NonFinite.checks(problems, Data.POSITIVE));
    checks.add(values(Kind.SUM, "infinity less infinity", INFINITY, -INFINITY));
    checks.add(values(Kind.LOG_SUM_EXP, "minus infinity", -INFINITY, -INFINITY));
    checks.add(values(Kind.LOG_SUM_EXP, "infinity and NaN", INFINITY, Float.NaN));
    return checks;
  }

  private static List<Check> nothing() {
    List<Check> checks = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      checks.add(check(Reduce.of(kind, 1), "2x0x3", Data.RANDOM));
    }
    return checks;
  }
}
