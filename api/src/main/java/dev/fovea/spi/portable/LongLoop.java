package dev.fovea.spi.portable;

/** A loop over arrays of int64. */
@FunctionalInterface
interface LongLoop {
  /** Overwrites the first {@code count} elements of {@code a} with f(a, b). */
  void run(long[] a, long[] b, int count);
}
