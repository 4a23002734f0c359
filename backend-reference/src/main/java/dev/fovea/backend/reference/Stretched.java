package dev.fovea.backend.reference;

import dev.fovea.op.Broadcast;
import dev.fovea.tensor.Shape;

/**
 * A broadcast input: finds its element behind an element of the shape it stretches to, both counted
 * in row-major order.
 */
final class Stretched {
  private final Shape to;
  private final int[] strides;

  Stretched(Shape from, Shape to) {
    this.to = to;
    this.strides = Broadcast.strides(from, to);
  }

  int element(int i) {
    int rest = i;
    int element = 0;
    for (int axis = to.rank() - 1; axis >= 0; axis--) {
      element += rest % to.dim(axis) * strides[axis];
      rest /= to.dim(axis);
    }
    return element;
  }
}
