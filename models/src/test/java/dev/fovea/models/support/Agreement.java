package dev.fovea.models.support;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;

/** "Agrees" as the design has it: |a - b| is at most 1e-5 + 1e-4 max|expected|. */
public final class Agreement {
  private Agreement() {}

  /** Returns what is wrong, or an empty text. */
  public static String problem(String value, Tensor actual, Tensor expected) {
    if (actual.desc().dtype() != expected.desc().dtype()
        || !actual.shape().equals(expected.shape())) {
      return value + " is " + actual.desc() + "; expected " + expected.desc();
    }
    if (actual.desc().dtype() == DType.INT64) {
      long[] a = actual.toLongs();
      long[] e = expected.toLongs();
      for (int i = 0; i < a.length; i++) {
        if (a[i] != e[i]) {
          return value + "[" + i + "] is " + a[i] + "; expected " + e[i];
        }
      }
      return "";
    }
    return problem(value, actual.toFloats(), expected.toFloats());
  }

  /** Returns what is wrong, or an empty text; equal infinities and two NaNs agree. */
  public static String problem(String value, float[] actual, float[] expected) {
    double max = 0;
    for (float e : expected) {
      max = Float.isFinite(e) ? Math.max(max, Math.abs(e)) : max;
    }
    double bound = 1e-5 + 1e-4 * max;
    for (int i = 0; i < actual.length; i++) {
      boolean same = Float.compare(actual[i], expected[i]) == 0;
      if (!same && !(Math.abs((double) actual[i] - expected[i]) <= bound)) {
        return value + "[" + i + "] is " + actual[i] + "; expected " + expected[i] + " +- " + bound;
      }
    }
    return "";
  }
}
