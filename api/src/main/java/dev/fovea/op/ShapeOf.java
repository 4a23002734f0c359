package dev.fovea.op;

import dev.fovea.tensor.Shape;

/**
 * The extents of src, from one axis to another: dst[i] = extent of axis start + i.
 *
 * <p>Source: ONNX Shape-15.
 *
 * @param start the first axis; a negative one counts from the end, one outside is cut
 * @param end the axis behind the last; read as the start is
 */
public record ShapeOf(int start, int end) implements ShapeQuery {

  /** Returns the operator that tells all extents. */
  public static ShapeOf all() {
    return new ShapeOf(0, Integer.MAX_VALUE);
  }

  @Override
  public long[] answer(Shape src) {
    int first = cut(start, src);
    long[] extents = new long[answerShape(src).dim(0)];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = src.dim(first + i);
    }
    return extents;
  }

  @Override
  public Shape answerShape(Shape src) {
    return Shape.of(Math.max(0, cut(end, src) - cut(start, src)));
  }

  private static int cut(int axis, Shape src) {
    long fromStart = axis < 0 ? (long) axis + src.rank() : axis;
    return (int) Math.max(0, Math.min(src.rank(), fromStart));
  }
}
