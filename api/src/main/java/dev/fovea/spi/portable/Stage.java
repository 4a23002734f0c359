package dev.fovea.spi.portable;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * Elementwise work in pieces that fit a thread's arrays on the heap: loops over arrays become
 * vector instructions, loops over buffers do not. Pieces count dst's elements in row-major order
 * and pay no heed to images.
 */
final class Stage {
  /** The most elements of a piece. */
  static final int LENGTH = 1024;

  /** Small enough to balance two workers on small maps, large enough to hide the hand-over. */
  private static final int TASK = 16 * LENGTH;

  private static final int ARRAYS = 3;

  // Arrays of a thread are the JDK's own: a thread that outlives this class does not keep it.
  private static final ThreadLocal<float[][]> FLOATS =
      ThreadLocal.withInitial(() -> new float[ARRAYS][LENGTH]);
  private static final ThreadLocal<long[][]> LONGS =
      ThreadLocal.withInitial(() -> new long[ARRAYS][LENGTH]);

  private Stage() {}

  /** Returns three arrays of the calling thread; what they hold is undefined. */
  static float[][] floats() {
    return FLOATS.get();
  }

  /** As {@link #floats()}. */
  static long[][] longs() {
    return LONGS.get();
  }

  /** Returns into how many tasks the elements of dst are cut. */
  static int tasks(TensorDesc dst) {
    return (int) ((dst.shape().elements() + TASK - 1) / TASK);
  }

  /** Returns a task's first element. */
  static int begin(int task) {
    return task * TASK;
  }

  /** Returns the element behind a task's last one. */
  static int end(TensorDesc dst, int task) {
    return (int) Math.min(dst.shape().elements(), (task + 1L) * TASK);
  }

  /** Reads {@code count} elements from {@code element} on. */
  static void load(Tensor src, int element, float[] target, int count) {
    FloatBuffer floats = src.sharedFloats();
    int n;
    for (int done = 0; done < count; done += n) {
      n = Math.min(count - done, inOneImage(src.desc(), element + done));
      floats.get(src.desc().position(element + done), target, done, n);
    }
  }

  /** As {@link #load(Tensor, int, float[], int)}. */
  static void load(Tensor src, int element, long[] target, int count) {
    LongBuffer longs = src.sharedLongs();
    int n;
    for (int done = 0; done < count; done += n) {
      n = Math.min(count - done, inOneImage(src.desc(), element + done));
      longs.get(src.desc().position(element + done), target, done, n);
    }
  }

  /** Writes {@code count} elements from {@code element} on. */
  static void store(float[] source, int count, Tensor dst, int element) {
    FloatBuffer floats = dst.sharedFloats();
    int n;
    for (int done = 0; done < count; done += n) {
      n = Math.min(count - done, inOneImage(dst.desc(), element + done));
      floats.put(dst.desc().position(element + done), source, done, n);
    }
  }

  /** As {@link #store(float[], int, Tensor, int)}. */
  static void store(long[] source, int count, Tensor dst, int element) {
    LongBuffer longs = dst.sharedLongs();
    int n;
    for (int done = 0; done < count; done += n) {
      n = Math.min(count - done, inOneImage(dst.desc(), element + done));
      longs.put(dst.desc().position(element + done), source, done, n);
    }
  }

  /** Returns how many elements from this one on follow each other in memory. */
  static int inOneImage(TensorDesc desc, int element) {
    if (desc.isDense()) {
      return Integer.MAX_VALUE;
    }
    int image = (int) desc.imageElements();
    return image - element % image;
  }
}
