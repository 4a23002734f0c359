package dev.fovea.backend.blas;

/**
 * Numbers of tasks that a few threads share evenly: powers of two, and multiples of 4 from 8 on.
 */
final class Shares {
  private Shares() {}

  /** Returns such a number that is at least {@code count}. */
  static int even(int count) {
    return count <= 8 ? Integer.highestOneBit(Math.max(1, 2 * count - 1)) : (count + 3) / 4 * 4;
  }

  /**
   * Returns such a number for some work.
   *
   * @param least the work that is worth handing to another thread
   * @param most more tasks than this are never returned; a power of two
   */
  static int of(long work, long least, int most) {
    return Integer.highestOneBit((int) Math.max(1, Math.min(most, work / least)));
  }
}
