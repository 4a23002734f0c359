package dev.fovea.backend.blas;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Floats outside the heap at an address that can be moved, so that a run makes no object per
 * access. Ranges are not checked here: a kernel's tensors were checked before its body runs.
 */
class Floats extends FloatPointer {
  Floats() {
    super((Pointer) null);
  }

  Floats at(long newAddress) {
    address = newAddress;
    return this;
  }

  /** Returns the address of element {@code index} behind {@code address}. */
  static long element(long address, long index) {
    return address + index * Float.BYTES;
  }

  void load(long from, float[] to, int offset, int count) {
    at(from).get(to, offset, count);
  }

  void store(float[] from, int offset, int count, long to) {
    at(to).put(from, offset, count);
  }
}
