package dev.fovea.op;

import dev.fovea.tensor.Shape;

/** NumPy's broadcasting rule, as ONNX uses it: shapes align at the last axis, and 1 stretches. */
public final class Broadcast {
  private Broadcast() {}

  /** Tells whether {@code from} stretches to {@code to} (unidirectional broadcasting). */
  public static boolean to(Shape from, Shape to) {
    int shift = to.rank() - from.rank();
    if (shift < 0) {
      return false;
    }
    for (int axis = 0; axis < from.rank(); axis++) {
      if (from.dim(axis) != 1 && from.dim(axis) != to.dim(axis + shift)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the shape that both stretch to (multidirectional broadcasting).
   *
   * @throws OperatorException if there is none
   */
  static Shape of(Op op, Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    long[] dims = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      int da = dimFromEnd(a, rank - axis);
      int db = dimFromEnd(b, rank - axis);
      Checks.require(
          da == db || da == 1 || db == 1,
          op.type(),
          "inputs are %s and %s; expected shapes that broadcast",
          a,
          b);
      dims[axis] = da == 1 ? db : da;
    }
    return Checks.dstShape(op, dims);
  }

  private static int dimFromEnd(Shape shape, int fromEnd) {
    return fromEnd > shape.rank() ? 1 : shape.dim(shape.rank() - fromEnd);
  }

  /**
   * Returns, for each axis of {@code to}, how many elements of a dense plain {@code from} lie
   * between neighbours along it: 0 where it stretches.
   */
  public static int[] strides(Shape from, Shape to) {
    int[] strides = new int[to.rank()];
    int shift = to.rank() - from.rank();
    int stride = 1;
    for (int axis = from.rank() - 1; axis >= 0; axis--) {
      strides[axis + shift] = from.dim(axis) == 1 ? 0 : stride;
      stride *= from.dim(axis);
    }
    return strides;
  }
}
