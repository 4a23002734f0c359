package dev.fovea.models.onnx.export;

import dev.fovea.op.Expand;
import dev.fovea.op.Op;
import dev.fovea.op.Reshape;
import dev.fovea.op.Resize;
import dev.fovea.op.StridedSlice;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds one operator that does for every size of a network's inputs what several do, each for one
 * size: where a number follows the input's own extents, ONNX has a way to say so.
 */
final class Generalised {
  private final List<? extends Op> ops;
  private final List<Shape> srcs;

  private Generalised(List<? extends Op> ops, List<Shape> srcs) {
    this.ops = ops;
    this.srcs = srcs;
  }

  /**
   * Returns the operator, or null if there is none.
   *
   * @param ops the operator for each size
   * @param srcs the shape of its first input for each size
   */
  static @Nullable Op of(List<Op> ops, List<Shape> srcs) {
    Op first = ops.get(0);
    if (ops.stream().allMatch(first::equals)) {
      return first;
    }
    if (!ops.stream().allMatch(op -> op.getClass() == first.getClass())
        || !srcs.stream().allMatch(src -> src.rank() == srcs.get(0).rank())) {
      return null;
    }
    Generalised all = new Generalised(ops, srcs);
    if (first instanceof Reshape) {
      return all.reshape();
    } else if (first instanceof Expand) {
      return all.expand();
    } else if (first instanceof StridedSlice) {
      return all.slice();
    }
    return first instanceof Resize ? all.resize() : null;
  }

  private int rank() {
    return srcs.get(0).rank();
  }

  private boolean everywhere(IntPredicate holds) {
    for (int i = 0; i < ops.size(); i++) {
      if (!holds.test(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean constant(IntUnaryOperator number) {
    return everywhere(i -> number.applyAsInt(i) == number.applyAsInt(0));
  }

  /** An extent that changes is the input's along the same axis, or what remains. */
  private @Nullable Op reshape() {
    List<Integer> dims = new ArrayList<>();
    int length = reshape(0).dims().size();
    if (!constant(i -> reshape(i).dims().size())) {
      return null;
    }
    for (int axis = 0; axis < length; axis++) {
      int at = axis;
      int first = reshape(0).dims().get(axis);
      boolean copies =
          axis < rank() && everywhere(i -> reshape(i).target(srcs.get(i)).dim(at) == src(i, at));
      if (constant(i -> reshape(i).dims().get(at)) && (first != 0 || copies)) {
        dims.add(first);
      } else if (copies) {
        dims.add(0);
      } else if (!dims.contains(-1) && first != 0) {
        dims.add(-1);
      } else {
        return null;
      }
    }
    return dims.stream().filter(dim -> dim == -1).count() > 1 ? null : new Reshape(dims, false);
  }

  private Reshape reshape(int i) {
    return (Reshape) ops.get(i);
  }

  private int src(int i, int axis) {
    return srcs.get(i).dim(axis);
  }

  /** An extent that is the input's own may as well be 1. */
  private @Nullable Op expand() {
    int length = expand(0).rank();
    if (!constant(i -> expand(i).rank())) {
      return null;
    }
    int[] dims = new int[length];
    for (int axis = 0; axis < length; axis++) {
      int at = axis;
      int own = axis - length + rank();
      if (constant(i -> expand(i).dim(at))) {
        dims[axis] = expand(0).dim(axis);
      } else if (own >= 0 && everywhere(i -> expand(i).dim(at) == src(i, own))) {
        dims[axis] = 1;
      } else {
        return null;
      }
    }
    return new Expand(Shape.of(dims));
  }

  private Shape expand(int i) {
    return ((Expand) ops.get(i)).shape();
  }

  /** An end at or behind that of the axis is an end at infinity. */
  private @Nullable Op slice() {
    List<StridedSlice.Range> ranges = new ArrayList<>();
    if (!constant(i -> slice(i).size())) {
      return null;
    }
    for (int r = 0; r < slice(0).size(); r++) {
      int at = r;
      StridedSlice.Range first = slice(0).get(r);
      int axis = first.axis() < 0 ? first.axis() + rank() : first.axis();
      if (everywhere(i -> slice(i).get(at).equals(first))) {
        ranges.add(first);
      } else if (first.step() > 0
          && everywhere(i -> slice(i).get(at).end() >= src(i, axis))
          && everywhere(i -> endless(slice(i).get(at)).equals(endless(first)))) {
        ranges.add(endless(first));
      } else {
        return null;
      }
    }
    return new StridedSlice(ranges);
  }

  private List<StridedSlice.Range> slice(int i) {
    return ((StridedSlice) ops.get(i)).ranges();
  }

  private static StridedSlice.Range endless(StridedSlice.Range range) {
    return new StridedSlice.Range(range.axis(), range.start(), Integer.MAX_VALUE, range.step());
  }

  /** An axis that gets its own size is left alone, if its places do not move either. */
  private @Nullable Op resize() {
    List<Resize> left = new ArrayList<>();
    for (int i = 0; i < ops.size(); i++) {
      left.add(withoutUnchanged((Resize) ops.get(i), srcs.get(i)));
    }
    Set<Resize> distinct = new HashSet<>(left);
    return distinct.size() == 1 ? left.get(0) : null;
  }

  private static Resize withoutUnchanged(Resize op, Shape src) {
    boolean still =
        op.fit() == Resize.Fit.STRETCH
            && op.coordinates() != Resize.Coordinates.CROP
            && op.coordinates() != Resize.Coordinates.TF_HALF_PIXEL_FOR_NN;
    List<Resize.Axis> axes =
        op.axes().stream()
            .filter(
                axis ->
                    !still
                        || !(axis.length() instanceof Resize.Size size)
                        || size.extent() != src.dim(axis.axis()))
            .toList();
    return new Resize(axes, op.fit(), op.sampling(), op.coordinates(), op.extrapolation());
  }
}
