package dev.fovea.models.onnx.export;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.ByteBuffer;

/** Copies of weights with their elements in the order that ONNX wants, outside the heap. */
final class Rearranged {
  private Rearranged() {}

  /** Returns a tensor with the last two axes of each map turned by 180 degrees. */
  static Tensor turned(Tensor weights) {
    int area = weights.shape().dim(2) * weights.shape().dim(3);
    return copy(weights, weights.shape(), to -> to / area * area + area - 1 - to % area);
  }

  /** Returns the transpose of a matrix. */
  static Tensor transposed(Tensor matrix) {
    int rows = matrix.shape().dim(0);
    int columns = matrix.shape().dim(1);
    return copy(matrix, Shape.of(columns, rows), to -> to % rows * columns + to / rows);
  }

  /** Tells which element stands at a place. */
  private interface Source {
    int of(int place);
  }

  private static Tensor copy(Tensor tensor, Shape shape, Source source) {
    Tensor copy = Tensor.allocate(TensorDesc.of(tensor.desc().dtype(), shape));
    ByteBuffer from = tensor.bytes();
    ByteBuffer to = copy.bytes();
    int size = tensor.desc().dtype().bytes();
    int count = Math.toIntExact(shape.elements());
    for (int i = 0; i < count; i++) {
      to.put(i * size, from, tensor.desc().position(source.of(i)) * size, size);
    }
    return copy;
  }
}
