package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.tensor.Shape;

/**
 * Flattens to a matrix: [d0, ..., dn] becomes [d0 ... d(axis-1), d(axis) ... dn].
 *
 * <p>Source: ONNX Flatten-13.
 *
 * @param axis the first axis of the second extent; a negative one counts from the end
 */
public record Flatten(int axis) implements Reshaping {

  @Override
  public Shape target(Shape src) {
    require(
        axis >= -src.rank() && axis <= src.rank(),
        type(),
        "axis is %d; expected %d to %d for %s",
        axis,
        -src.rank(),
        src.rank(),
        src);
    int split = axis < 0 ? axis + src.rank() : axis;
    return Checks.dstShape(this, src.elements(0, split), src.elements(split, src.rank()));
  }
}
