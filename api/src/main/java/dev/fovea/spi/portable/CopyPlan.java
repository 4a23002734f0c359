package dev.fovea.spi.portable;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * How to fill dst, element after element in its own order, from places in src that lie at fixed
 * steps: what every operator comes down to that moves elements by a rule.
 *
 * <p>Channel slices have gaps between images, so the loops along images stay apart for them;
 * without gaps a second nest runs, in which they join their neighbours.
 */
final class CopyPlan {

  /**
   * A loop.
   *
   * @param extent how often it runs
   * @param step elements of a dense src between two reads; below 0 it goes backwards
   */
  record Walk(int extent, long step) {}

  private final CopyNest dense;
  private final CopyNest sliced;
  private final boolean isEmpty;
  private final long start;
  private final long srcImage;

  private CopyPlan(CopyNest dense, CopyNest sliced, boolean isEmpty, long start, long srcImage) {
    this.dense = dense;
    this.sliced = sliced;
    this.isEmpty = isEmpty;
    this.start = start;
    this.srcImage = srcImage;
  }

  /**
   * Plans a copy.
   *
   * @param start the element of a dense src that goes to dst's first
   * @param walks the loops from the outermost to the innermost: together they count dst's elements,
   *     and the first of them its images
   */
  static CopyPlan of(TensorDesc src, long start, TensorDesc dst, List<Walk> walks) {
    long srcImage = src.imageElements();
    boolean isEmpty = src.shape().elements() == 0 || dst.shape().elements() == 0;
    List<CopyLoop> dense = new ArrayList<>();
    List<CopyLoop> sliced = new ArrayList<>();
    long inside = isEmpty ? 0 : dst.shape().elements();
    for (Walk walk : isEmpty ? List.<Walk>of() : walks) {
      inside /= walk.extent();
      dense.add(new CopyLoop(walk.extent(), walk.step(), false, inside, false));
      boolean srcImages = Math.abs(walk.step()) >= srcImage;
      boolean dstImages = inside >= dst.imageElements();
      sliced.add(
          new CopyLoop(
              walk.extent(),
              srcImages ? walk.step() / srcImage : walk.step(),
              srcImages,
              dstImages ? inside / dst.imageElements() : inside,
              dstImages));
    }
    int bytes = dst.dtype().bytes();
    return new CopyPlan(
        new CopyNest(dense, bytes), new CopyNest(sliced, bytes), isEmpty, start, srcImage);
  }

  /** Returns elements of a dense tensor between two neighbours along an axis. */
  static long step(Shape shape, int axis) {
    return shape.elements(axis + 1, shape.rank());
  }

  private CopyNest nest(Tensor src, Tensor dst) {
    return src.desc().isDense() && dst.desc().isDense() ? dense : sliced;
  }

  int tasks(Tensor src, Tensor dst) {
    return isEmpty ? 0 : nest(src, dst).tasks();
  }

  void run(Tensor src, Tensor dst, int task) {
    long first = start / srcImage * src.desc().imageStride() + start % srcImage;
    nest(src, dst).run(src, (int) first, dst, task);
  }
}
