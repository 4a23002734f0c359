package dev.fovea.conformance;

import dev.fovea.conformance.Oracle.Expected;
import dev.fovea.conformance.Oracle.Output;
import dev.fovea.op.Op;
import dev.fovea.spi.Plan;
import dev.fovea.tensor.Shape;
import java.util.Arrays;

/** Compares outputs, and says where the worst one is when they differ. */
final class Comparison {
  private Comparison() {}

  /**
   * Fails unless every output is within the bound.
   *
   * @param exact whether nothing may be lost to rounding
   * @param facts what else a message should tell, for example the seed
   */
  static void within(Rig rig, Expected expected, Output actual, boolean exact, String facts) {
    Plan plan = rig.plan();
    float[] wanted = expected.output().values();
    int out = 0;
    int worst = -1;
    double worstRatio = -1;
    for (int i = 0; i < wanted.length; i++) {
      double bound = exact ? 0 : expected.bound(plan.errorModel(), i);
      if (!agrees(actual.values()[i], wanted[i], bound)) {
        out++;
        double ratio = ratio(actual.values()[i], wanted[i], bound);
        if (ratio > worstRatio) {
          worstRatio = ratio;
          worst = i;
        }
      }
    }
    if (out > 0) {
      double bound = exact ? 0 : expected.bound(plan.errorModel(), worst);
      String text =
          element(expected.output().shape(), worst, actual.values()[worst], wanted[worst])
              + margin(actual.values()[worst], wanted[worst], bound)
              + "; "
              + out
              + " of "
              + wanted.length
              + " elements are out";
      String model = exact ? "exact for these data" : plan.errorModel().toString();
      throw failure(plan, rig.problem(), text, model, facts);
    }
    requireLongs(plan, rig.problem(), expected.output(), actual, facts);
  }

  private static void requireLongs(
      Plan plan, String problem, Output expected, Output actual, String facts) {
    int at = Arrays.mismatch(expected.longs(), actual.longs());
    if (at >= 0) {
      String text =
          (expected.values().length > 0 ? "index of dst " : "dst ")
              + place(expected.shape(), at)
              + " is "
              + actual.longs()[at]
              + "; expected "
              + expected.longs()[at];
      throw failure(plan, problem, text, "exact", facts);
    }
  }

  /** Fails unless two runs of the same problem have the same bits. */
  static void identical(Plan plan, Output expected, Output actual, String facts) {
    String problem = plan.op() + " on " + plan.inputs();
    for (int i = 0; i < expected.values().length; i++) {
      float wanted = expected.values()[i];
      if (Float.floatToRawIntBits(wanted) != Float.floatToRawIntBits(actual.values()[i])) {
        String text = element(expected.shape(), i, actual.values()[i], wanted);
        throw failure(plan, problem, text, "the same bits", facts);
      }
    }
    requireLongs(plan, problem, expected, actual, facts);
  }

  /** Fails unless two arrays of values agree exactly, zeros' signs and NaN payloads aside. */
  static void same(Op op, Shape shape, float[] expected, float[] actual, String facts) {
    for (int i = 0; i < expected.length; i++) {
      if (!agrees(actual[i], expected[i], 0)) {
        throw new AssertionError(
            element(shape, i, actual[i], expected[i]) + "\n  problem: " + op + "\n  " + facts);
      }
    }
  }

  private static boolean agrees(float actual, float expected, double bound) {
    if (Float.isFinite(expected) && Float.isFinite(actual)) {
      return Math.abs((double) actual - expected) <= bound;
    }
    return actual == expected || (Float.isNaN(actual) && Float.isNaN(expected));
  }

  private static String margin(float actual, float expected, double bound) {
    double error = Math.abs((double) actual - expected);
    return Double.isFinite(error) ? "; error " + error + ", bound " + bound : "";
  }

  private static double ratio(float actual, float expected, double bound) {
    double error = Math.abs((double) actual - expected);
    return Double.isNaN(error)
        ? Double.POSITIVE_INFINITY
        : error / Math.max(bound, Double.MIN_NORMAL);
  }

  private static String element(Shape shape, int i, float actual, float expected) {
    return "dst " + place(shape, i) + " is " + actual + "; expected " + expected;
  }

  /** Elements of further outputs follow those of the first. */
  private static String place(Shape shape, int i) {
    int behind = i - (int) shape.elements();
    return behind < 0 ? position(shape, i) : "further " + behind;
  }

  private static AssertionError failure(
      Plan plan, String problem, String text, String model, String facts) {
    return new AssertionError(
        text
            + "\n  plan: "
            + plan.describe()
            + ", "
            + model
            + "\n  problem: "
            + problem
            + "\n  "
            + facts);
  }

  /** Names an element's place: (n, c, h, w) for images. */
  static String position(Shape shape, int element) {
    int[] at = new int[shape.rank()];
    int rest = element;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      at[axis] = rest % shape.dim(axis);
      rest /= shape.dim(axis);
    }
    return shape.rank() == 4
        ? String.format("(n %d, c %d, h %d, w %d)", at[0], at[1], at[2], at[3])
        : Arrays.toString(at);
  }
}
