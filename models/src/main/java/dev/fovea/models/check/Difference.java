package dev.fovea.models.check;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;

/**
 * The place where a value differs most from what was recorded.
 *
 * <p>Floats agree within 1e-5 + 1e-4 max|expected|, the largest finite one; equal infinities and
 * two NaNs agree. Integers agree if they are equal.
 *
 * @param value the value's name
 * @param place its coordinates, for example {@code [0,3,2]}; empty if type or shape differ
 * @param actual what was computed there
 * @param expected what was recorded there
 * @param error how far apart they are; infinite if that is no number
 * @param bound how far apart they may be
 */
public record Difference(
    String value, String place, String actual, String expected, double error, double bound) {
  private static final double ABSOLUTE = 1e-5;
  private static final double RELATIVE = 1e-4;

  /** Compares two tensors; of elements that differ equally, the first counts. */
  public static Difference between(String value, Tensor actual, Tensor expected) {
    DType dtype = expected.desc().dtype();
    if (actual.desc().dtype() != dtype || !actual.shape().equals(expected.shape())) {
      return new Difference(
          value,
          "",
          actual.desc().plain().toString(),
          expected.desc().plain().toString(),
          Double.POSITIVE_INFINITY,
          0);
    }
    return dtype == DType.INT64
        ? ofLongs(value, expected.shape(), actual.toLongs(), expected.toLongs())
        : ofFloats(value, expected.shape(), actual.toFloats(), expected.toFloats());
  }

  private static Difference ofLongs(String value, Shape shape, long[] actual, long[] expected) {
    int worst = 0;
    double error = 0;
    for (int i = 0; i < actual.length; i++) {
      double distance =
          actual[i] == expected[i] ? 0 : Math.max(1, Math.abs((double) actual[i] - expected[i]));
      if (distance > error) {
        worst = i;
        error = distance;
      }
    }
    boolean empty = actual.length == 0;
    String is = empty ? "empty" : Long.toString(actual[worst]);
    String should = empty ? "empty" : Long.toString(expected[worst]);
    return new Difference(value, place(shape, worst), is, should, error, 0);
  }

  private static Difference ofFloats(String value, Shape shape, float[] actual, float[] expected) {
    double max = 0;
    for (float e : expected) {
      max = Float.isFinite(e) ? Math.max(max, Math.abs(e)) : max;
    }
    int worst = 0;
    double error = 0;
    for (int i = 0; i < actual.length; i++) {
      double distance = distance(actual[i], expected[i]);
      if (distance > error) {
        worst = i;
        error = distance;
      }
    }
    boolean empty = actual.length == 0;
    String is = empty ? "empty" : Float.toString(actual[worst]);
    String should = empty ? "empty" : Float.toString(expected[worst]);
    double bound = ABSOLUTE + RELATIVE * max;
    return new Difference(value, place(shape, worst), is, should, error, bound);
  }

  private static double distance(float actual, float expected) {
    if (actual == expected || (Float.isNaN(actual) && Float.isNaN(expected))) {
      return 0;
    }
    double distance = Math.abs((double) actual - expected);
    return Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
  }

  private static String place(Shape shape, int element) {
    int rest = element;
    StringBuilder place = new StringBuilder("]");
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      int dim = Math.max(1, shape.dim(axis));
      place.insert(0, (axis == 0 ? "" : ",") + rest % dim);
      rest /= dim;
    }
    return place.insert(0, "[").toString();
  }

  /** Tells whether the error is within the bound. */
  public boolean agrees() {
    return error <= bound;
  }

  /** Tells whether this one is further beyond its bound, or nearer to it, than another one. */
  boolean isWorseThan(Difference other) {
    return excess() > other.excess();
  }

  private double excess() {
    return error == 0 ? 0 : error / bound;
  }

  @Override
  public String toString() {
    String tolerance = bound == 0 ? "" : String.format(" +- %.3g", bound);
    return value + place + " is " + actual + "; expected " + expected + tolerance;
  }
}
