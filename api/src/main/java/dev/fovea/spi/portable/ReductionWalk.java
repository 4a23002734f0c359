package dev.fovea.spi.portable;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the values of one output of a reduction lie: a few nested loops over src, neighbouring axes
 * taken as one. Axis 0 stands apart, since images of a slice do not follow each other.
 */
final class ReductionWalk {
  private final boolean reducesImages;
  private final int[] keptDims;
  private final int[] keptStrides;

  /** Extents of the reduced loops inside an image, outermost first; at least one. */
  private final int[] dims;

  private final int[] strides;

  private ReductionWalk(
      boolean reducesImages, int[] keptDims, int[] keptStrides, int[] dims, int[] strides) {
    this.reducesImages = reducesImages;
    this.keptDims = keptDims;
    this.keptStrides = keptStrides;
    this.dims = dims;
    this.strides = strides;
  }

  static ReductionWalk of(Shape src, boolean[] reduced) {
    List<int[]> kept = new ArrayList<>();
    List<int[]> taken = new ArrayList<>();
    int stride = 1;
    for (int axis = src.rank() - 1; axis > 0; axis--) {
      List<int[]> loops = reduced[axis] ? taken : kept;
      int[] inner = loops.isEmpty() ? null : loops.get(0);
      if (inner != null && inner[0] * inner[1] == stride) {
        inner[0] *= src.dim(axis);
      } else {
        loops.add(0, new int[] {src.dim(axis), stride});
      }
      stride *= src.dim(axis);
    }
    if (taken.isEmpty()) {
      taken.add(new int[] {1, 1});
    }
    return new ReductionWalk(
        src.rank() > 0 && reduced[0],
        column(kept, 0),
        column(kept, 1),
        column(taken, 0),
        column(taken, 1));
  }

  private static int[] column(List<int[]> loops, int which) {
    return loops.stream().mapToInt(loop -> loop[which]).toArray();
  }

  /** Returns how many images lie behind one output. */
  int images(TensorDesc src) {
    return reducesImages ? src.images() : 1;
  }

  /** Returns how many loops run inside an image. */
  int loops() {
    return dims.length;
  }

  /** Returns how often loop {@code loop} runs, counted from the outermost. */
  int count(int loop) {
    return dims[loop];
  }

  /** Returns the elements between two turns of a loop. */
  int stride(int loop) {
    return strides[loop];
  }

  /** Returns where the values of an output begin, in its first image. */
  int begin(int output, TensorDesc src) {
    int rest = output;
    int at = 0;
    for (int loop = keptDims.length - 1; loop >= 0; loop--) {
      at += rest % keptDims[loop] * keptStrides[loop];
      rest /= keptDims[loop];
    }
    return at + (int) (rest * src.imageStride());
  }
}
