package dev.fovea.spi.portable;

import dev.fovea.op.Broadcast;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * Reads an input that is stretched to the shape of dst, in runs along which it either follows dst
 * element by element or stays where it is: all of dst at once where the shapes are equal, a map
 * where there is one value per channel.
 */
final class Stretch {
  private final int run;
  private final boolean stays;
  // Behind the run, from the innermost axis outwards; neighbours that count on are one axis.
  private final int[] dims;
  private final int[] strides;

  private Stretch(int run, boolean stays, int[] dims, int[] strides) {
    this.run = run;
    this.stays = stays;
    this.dims = dims;
    this.strides = strides;
  }

  static Stretch of(Shape src, Shape dst) {
    int[] each = Broadcast.strides(src, dst);
    int[] dims = new int[dst.rank()];
    int[] strides = new int[dst.rank()];
    int axes = 0;
    for (int axis = dst.rank() - 1; axis >= 0; axis--) {
      int dim = dst.dim(axis);
      if (dim == 1) {
        continue;
      }
      if (axes > 0 && each[axis] == strides[axes - 1] * dims[axes - 1]) {
        dims[axes - 1] *= dim;
      } else {
        dims[axes] = dim;
        strides[axes++] = each[axis];
      }
    }
    if (axes == 0) {
      return new Stretch(1, true, new int[0], new int[0]);
    }
    return new Stretch(
        dims[0],
        strides[0] == 0,
        Arrays.copyOfRange(dims, 1, axes),
        Arrays.copyOfRange(strides, 1, axes));
  }

  /** Reads what {@code count} elements of dst, from {@code element} on, stand beside. */
  void load(Tensor src, int element, float[] target, int count) {
    FloatBuffer floats = src.sharedFloats();
    int n;
    for (int done = 0; done < count; done += n) {
      int at = at(element + done);
      n = length(src, element + done, at, count - done);
      if (stays) {
        Arrays.fill(target, done, done + n, floats.get(src.desc().position(at)));
      } else {
        floats.get(src.desc().position(at), target, done, n);
      }
    }
  }

  /** As {@link #load(Tensor, int, float[], int)}. */
  void load(Tensor src, int element, long[] target, int count) {
    LongBuffer longs = src.sharedLongs();
    int n;
    for (int done = 0; done < count; done += n) {
      int at = at(element + done);
      n = length(src, element + done, at, count - done);
      if (stays) {
        Arrays.fill(target, done, done + n, longs.get(src.desc().position(at)));
      } else {
        longs.get(src.desc().position(at), target, done, n);
      }
    }
  }

  private int length(Tensor src, int element, int at, int most) {
    int inRun = Math.min(most, run - element % run);
    return stays ? inRun : Math.min(inRun, Stage.inOneImage(src.desc(), at));
  }

  /** Returns the element of src, counted in row-major order. */
  private int at(int element) {
    int at = stays ? 0 : element % run;
    int rest = element / run;
    for (int axis = 0; axis < dims.length; axis++) {
      at += rest % dims[axis] * strides[axis];
      rest /= dims[axis];
    }
    return at;
  }
}
