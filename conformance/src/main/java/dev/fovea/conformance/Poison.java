package dev.fovea.conformance;

import java.nio.ByteBuffer;

/** A pattern that no computation returns: a NaN with a payload of its own. */
final class Poison {
  static final int PATTERN = 0x7fc0f0ea;

  private Poison() {}

  static void fill(ByteBuffer bytes) {
    fill(bytes, PATTERN);
  }

  static void fill(ByteBuffer bytes, int pattern) {
    int whole = bytes.capacity() / Integer.BYTES * Integer.BYTES;
    for (int at = 0; at < whole; at += Integer.BYTES) {
      bytes.putInt(at, pattern);
    }
    for (int at = whole; at < bytes.capacity(); at++) {
      bytes.put(at, (byte) pattern);
    }
  }
}
