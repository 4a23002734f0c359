package dev.fovea.tensor;

import java.util.Locale;

/**
 * The type of a tensor's stored elements. Compute precision is a backend's business, not this
 * type's.
 */
public enum DType {
  /** IEEE 754 binary32. */
  FLOAT32(4),
  /** Two's complement 64-bit integers: indices and shape arithmetic. */
  INT64(8),
  /**
   * IEEE 754 binary16, for constants of a graph alone: a session widens them to float32 before any
   * operator sees them.
   */
  FLOAT16(2);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Returns what to throw where arithmetic meets a type that is only stored. */
  public IllegalArgumentException onlyStored() {
    return new IllegalArgumentException(
        "DType: " + this + " is only stored; expected float32 or int64; widen it first");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
