package dev.fovea.spi.portable;

import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;

/**
 * Reads indices into an axis, which are data and may be anything.
 *
 * @param op the operator, for messages
 * @param node its node, for messages
 * @param src the shape that is indexed
 * @param axis the axis that is indexed
 */
record IndexCheck(Op op, String node, Shape src, int axis) {

  /**
   * Returns an index, counted from the start.
   *
   * @param element which one of the indices, in row-major order
   * @throws OperatorException if it lies outside the axis
   */
  int inside(Tensor indices, int element) {
    int extent = src.dim(axis);
    long index = indices.sharedLongs().get(indices.desc().position(element));
    if (index < -extent || index >= extent) {
      throw new OperatorException(
          op.type(),
          node,
          "index "
              + element
              + " of "
              + indices.shape()
              + " is "
              + index
              + "; expected "
              + -extent
              + " to "
              + (extent - 1)
              + " for axis "
              + axis
              + " of "
              + src,
          null);
    }
    return (int) (index < 0 ? index + extent : index);
  }
}
