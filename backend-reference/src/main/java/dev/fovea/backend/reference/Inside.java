package dev.fovea.backend.reference;

/**
 * Which of the positions start, start + step, start + 2 step, ... lie inside 0 .. size - 1. Steps
 * and what stands before 0 may be as large as an int.
 */
final class Inside {
  private Inside() {}

  /** Returns the number of the first position that is not before 0. */
  static int first(int start, int step) {
    return start >= 0 ? 0 : (-start - 1) / step + 1;
  }

  /** Returns the number behind the last of {@code count} positions that is below {@code size}. */
  static int end(int start, int step, int count, int size) {
    return start >= size ? 0 : (int) Math.min(count, ((long) size - start - 1) / step + 1);
  }
}
