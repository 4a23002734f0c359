package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * Gives the elements another shape.
 *
 * <p>An extent of -1 (at most one) is what remains; 0 copies the input's extent of the same axis,
 * unless {@code allowZero}. Source: ONNX Reshape-14.
 *
 * @param dims the extents asked for
 * @param allowZero whether 0 means 0
 */
public record Reshape(List<Integer> dims, boolean allowZero) implements Reshaping {

  /** Creates the operator; throws OperatorException on extents below -1 or a second -1. */
  public Reshape {
    dims = List.copyOf(dims);
    require(
        dims.stream().allMatch(d -> d >= -1) && dims.stream().filter(d -> d == -1).count() <= 1,
        "Reshape",
        "shape is %s; expected extents of 0 or more, and -1 at most once",
        dims);
    require(
        !(allowZero && dims.contains(0) && dims.contains(-1)),
        "Reshape",
        "shape is %s; expected no -1 beside a 0 that means 0",
        dims);
  }

  /** Returns a reshape in which 0 copies the input's extent. */
  public static Reshape to(Integer... dims) {
    return new Reshape(List.of(dims), false);
  }

  @Override
  public Shape target(Shape src) {
    long[] target = new long[dims.size()];
    for (int axis = 0; axis < target.length; axis++) {
      int dim = dims.get(axis);
      if (dim == 0 && !allowZero) {
        require(
            axis < src.rank(),
            type(),
            "shape %s copies axis %d; expected an axis of the input %s",
            dims,
            axis,
            src);
        dim = src.dim(axis);
      }
      target[axis] = Math.abs(dim);
    }
    int rest = dims.indexOf(-1);
    if (rest >= 0) {
      // The one extent of -1 stands for 1 so far.
      long known = Checks.dstShape(this, target).elements();
      require(
          known > 0 && src.elements() % known == 0,
          type(),
          "shape is %s; expected one that %d elements of %s fill",
          dims,
          src.elements(),
          src);
      target[rest] = src.elements() / known;
    }
    Shape shape = Checks.dstShape(this, target);
    require(
        shape.elements() == src.elements(),
        type(),
        "shape %s has %d elements; expected %d as in %s",
        shape,
        shape.elements(),
        src.elements(),
        src);
    return shape;
  }
}
