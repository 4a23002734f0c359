package dev.fovea.bench;

import org.jspecify.annotations.Nullable;

/** Whether two engines computed the same: fast and wrong is not fast. */
public final class Agreement {
  private static final float ABSOLUTE = 1e-5f;
  private static final float RELATIVE = 1e-4f;

  private Agreement() {}

  /**
   * Returns how an output differs from what was expected, or null if |a - b| is at most 1e-5 + 1e-4
   * times the largest |b|.
   */
  public static @Nullable String difference(float[] actual, float[] expected) {
    if (actual.length != expected.length) {
      return "the output has " + actual.length + " values; expected " + expected.length;
    }
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    float bound = ABSOLUTE + RELATIVE * largest;
    int worst = -1;
    float error = 0;
    for (int i = 0; i < actual.length; i++) {
      float distance = Math.abs(actual[i] - expected[i]);
      // Written so that NaN is a difference.
      if (!(distance <= Math.max(bound, error))) {
        worst = i;
        error = Float.isNaN(distance) ? Float.POSITIVE_INFINITY : distance;
      }
    }
    return worst < 0
        ? null
        : "output "
            + worst
            + " is "
            + actual[worst]
            + "; expected "
            + expected[worst]
            + " +- "
            + bound;
  }

  /** Throws IllegalStateException if two engines differ. */
  public static void require(String engine, String judge, float[] actual, float[] expected) {
    String difference = difference(actual, expected);
    if (difference != null) {
      throw new IllegalStateException(engine + " does not agree with " + judge + ": " + difference);
    }
  }
}
