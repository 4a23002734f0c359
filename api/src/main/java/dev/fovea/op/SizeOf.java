package dev.fovea.op;

import dev.fovea.tensor.Shape;

/**
 * The number of elements of src, a scalar.
 *
 * <p>Source: ONNX Size-13.
 */
public record SizeOf() implements ShapeQuery {

  @Override
  public long[] answer(Shape src) {
    return new long[] {src.elements()};
  }

  @Override
  public Shape answerShape(Shape src) {
    return Shape.of();
  }
}
