package dev.fovea.spi.portable;

/** A loop over arrays of float32. */
@FunctionalInterface
interface FloatLoop {
  /** Overwrites the first {@code count} elements of {@code a} with f(a, b). */
  void run(float[] a, float[] b, int count);
}
