package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Axes of a record, which may count from the last, resolved against a shape. */
final class Axes {
  private Axes() {}

  /** Returns an axis counted from 0; throws OperatorException if the shape has none there. */
  static int of(Op op, int axis, Shape src) {
    require(
        axis >= -src.rank() && axis < src.rank(),
        op.type(),
        "axis is %d; expected %d to %d for %s",
        axis,
        -src.rank(),
        src.rank() - 1,
        src);
    return axis < 0 ? axis + src.rank() : axis;
  }

  /** Tells of each axis whether it is listed; no list means all. */
  static boolean[] listed(Op op, List<Integer> axes, Shape src) {
    boolean[] listed = new boolean[src.rank()];
    for (int axis = 0; axis < src.rank(); axis++) {
      listed[axis] = axes.isEmpty();
    }
    for (int axis : axes) {
      int resolved = of(op, axis, src);
      require(!listed[resolved], op.type(), "axes are %s; expected each of %s once", axes, src);
      listed[resolved] = true;
    }
    return listed;
  }

  /** Returns the shape with some axes of extent 1, or without them. */
  static Shape reduced(Shape src, boolean[] reduced, boolean keepDims) {
    List<Integer> dims = new ArrayList<>();
    for (int axis = 0; axis < src.rank(); axis++) {
      if (!reduced[axis]) {
        dims.add(src.dim(axis));
      } else if (keepDims) {
        dims.add(1);
      }
    }
    return Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Returns the step of an operator whose outputs see all values along one axis. */
  static ReceptiveField.Step step(Shape src, int axis) {
    return src.rank() == 4 && axis >= 2
        ? ReceptiveField.Step.whole(
            new Size2d(axis == 2 ? src.dim(2) : 1, axis == 3 ? src.dim(3) : 1))
        : ReceptiveField.Step.POINTWISE;
  }

  /** Tells whether the listed axes are exactly the last two of an image. */
  static boolean areSpatial(List<Integer> axes, Shape src) {
    HashSet<Integer> resolved = new HashSet<>();
    axes.forEach(axis -> resolved.add(axis < 0 ? axis + src.rank() : axis));
    return src.rank() == 4 && axes.size() == 2 && resolved.contains(2) && resolved.contains(3);
  }
}
