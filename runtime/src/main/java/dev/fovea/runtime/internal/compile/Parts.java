package dev.fovea.runtime.internal.compile;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;

/** Parts of a plain value along one axis that can be read where they lie. */
final class Parts {
  private Parts() {}

  /** Tells whether parts along an axis are images, channels, or contiguous. */
  static boolean areViews(TensorDesc whole, int axis) {
    Shape shape = whole.shape();
    return shape.elements() > 0 && (axis <= 1 || shape.elements(0, axis) == 1);
  }

  /** Returns how a part of that shape lies. */
  static TensorDesc desc(TensorDesc whole, Shape part, int axis) {
    return axis <= 1
        ? new TensorDesc(whole.dtype(), part, whole.layout(), whole.imageStride())
        : TensorDesc.of(whole.dtype(), part);
  }

  /** Returns where the part from an index on begins, in bytes. */
  static long offset(TensorDesc whole, int axis, int first) {
    Shape shape = whole.shape();
    long step = axis == 0 ? whole.imageStride() : shape.elements(axis + 1, shape.rank());
    return first * step * whole.dtype().bytes();
  }
}
