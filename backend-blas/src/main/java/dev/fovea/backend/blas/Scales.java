package dev.fovea.backend.blas;

/** Powers of two, by which values can be scaled without rounding. */
final class Scales {
  private Scales() {}

  /** Returns the largest power of two that is at most 1 / count. */
  static float reciprocal(long count) {
    return Math.scalb(1f, -(64 - Long.numberOfLeadingZeros(count - 1)));
  }
}
