package dev.fovea.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The extent of a tensor along each axis; immutable. Rank 0 is a scalar with one element. Image
 * operators read rank 4 as N, C, H, W.
 */
public final class Shape {
  private final int[] dims;
  private final long elements;

  private Shape(int[] dims) {
    this.dims = dims;
    // Without extents of 0, so that no part of a shape overflows either.
    long product = 1;
    boolean empty = false;
    for (int dim : dims) {
      if (dim < 0) {
        throw new IllegalArgumentException(
            "Shape: dimension is " + dim + " in " + Arrays.toString(dims) + "; expected 0 or more");
      }
      try {
        product = Math.multiplyExact(product, Math.max(1L, dim));
        empty |= dim == 0;
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            "Shape: " + Arrays.toString(dims) + " has extents whose product exceeds 2^63", e);
      }
    }
    this.elements = empty ? 0 : product;
  }

  /**
   * Returns the shape with these extents.
   *
   * @throws IllegalArgumentException if one is negative, or the product of those above 0 overflows
   */
  public static Shape of(int... dims) {
    return new Shape(dims.clone());
  }

  /** Returns the number of axes. */
  public int rank() {
    return dims.length;
  }

  /** Returns the extent of axis {@code axis}, counted from 0. */
  public int dim(int axis) {
    return dims[axis];
  }

  /** Returns a copy of the extents. */
  public int[] dims() {
    return dims.clone();
  }

  /** Returns the product of all extents; 1 for a scalar. */
  public long elements() {
    return elements;
  }

  /**
   * Returns the product of the extents of axes {@code from} (inclusive) to {@code to} (exclusive).
   */
  public long elements(int from, int to) {
    long product = 1;
    for (int axis = from; axis < to; axis++) {
      product *= dims[axis];
    }
    return product;
  }

  /** Returns this shape with the extent of one axis replaced. */
  public Shape with(int axis, int dim) {
    int[] changed = dims.clone();
    changed[axis] = dim;
    return new Shape(changed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dims);
  }

  @Override
  public String toString() {
    return Arrays.stream(dims)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }
}
