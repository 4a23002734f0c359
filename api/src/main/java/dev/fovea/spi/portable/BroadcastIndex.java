package dev.fovea.spi.portable;

import dev.fovea.op.Broadcast;
import dev.fovea.tensor.Shape;

/**
 * Maps an element of a shape to the element of a shape that was stretched to it; both row-major.
 */
final class BroadcastIndex {
  private final int[] dims;
  private final int[] strides;
  private final boolean same;

  private BroadcastIndex(int[] dims, int[] strides, boolean same) {
    this.dims = dims;
    this.strides = strides;
    this.same = same;
  }

  static BroadcastIndex of(Shape from, Shape to) {
    return new BroadcastIndex(to.dims(), Broadcast.strides(from, to), from.equals(to));
  }

  int of(int element) {
    if (same) {
      return element;
    }
    int rest = element;
    int index = 0;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      index += rest % dims[axis] * strides[axis];
      rest /= dims[axis];
    }
    return index;
  }
}
