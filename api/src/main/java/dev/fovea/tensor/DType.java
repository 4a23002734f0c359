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
  INT64(8);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
