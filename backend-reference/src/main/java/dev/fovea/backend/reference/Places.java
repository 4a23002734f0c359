package dev.fovea.backend.reference;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;

/** Elements by their index along every axis. */
final class Places {
  private Places() {}

  /** Returns where element i of a shape, counted in row-major order, lies along every axis. */
  static int[] of(Shape shape, int i) {
    int[] place = new int[shape.rank()];
    int rest = i;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      place[axis] = rest % shape.dim(axis);
      rest /= shape.dim(axis);
    }
    return place;
  }

  /** Returns which element, counted in row-major order, lies at a place. */
  static int element(Shape shape, int... place) {
    int element = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      element = element * shape.dim(axis) + place[axis];
    }
    return element;
  }

  /** Copies element {@code from} of src to element {@code to} of dst, bit for bit. */
  static void copy(Tensor src, int from, Tensor dst, int to) {
    int source = src.desc().position(from);
    int target = dst.desc().position(to);
    switch (src.desc().dtype()) {
      case FLOAT32 -> dst.floats().put(target, src.floats().get(source));
      case INT64 -> dst.longs().put(target, src.longs().get(source));
      case FLOAT16 -> throw DType.FLOAT16.onlyStored();
    }
  }
}
