package dev.fovea.conformance;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;

/**
 * A tensor's shape and float values on the heap, in row-major order.
 *
 * @param shape the shape
 * @param data the values; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier between checks; never compared.
public record Values(Shape shape, float[] data) {
  /** Creates values; throws IllegalArgumentException if the count is not the shape's. */
  public Values {
    if (data.length != shape.elements()) {
      throw new IllegalArgumentException(
          "Values: " + data.length + " values; expected " + shape.elements() + " for " + shape);
    }
  }

  /** Returns values of a shape. */
  public static Values of(Shape shape, float... data) {
    return new Values(shape, data);
  }

  /** Returns a new tensor with these values; the caller closes it. */
  public Tensor toTensor() {
    return Tensor.of(shape, data);
  }
}
