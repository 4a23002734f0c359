package dev.fovea.spi.portable;

import dev.fovea.tensor.Tensor;
import java.nio.ByteBuffer;

/** Copies elements that follow each other in row-major order, wherever images begin. */
final class Runs {
  private Runs() {}

  /**
   * Copies elements {@code from} and those behind it to {@code to} and behind.
   *
   * @param from counted in row-major order, as {@code to} is
   */
  static void copy(Tensor src, int from, Tensor dst, int to, int count) {
    int bytes = dst.desc().dtype().bytes();
    ByteBuffer in = src.sharedBytes();
    ByteBuffer out = dst.sharedBytes();
    for (int done = 0; done < count; ) {
      int left = count - done;
      int run = Math.min(run(src, from + done, left), run(dst, to + done, left));
      int source = src.desc().position(from + done) * bytes;
      out.put(dst.desc().position(to + done) * bytes, in, source, run * bytes);
      done += run;
    }
  }

  /** Returns how many of the elements from one on lie side by side. */
  private static int run(Tensor tensor, int element, int most) {
    if (tensor.desc().isDense()) {
      return most;
    }
    int image = (int) tensor.desc().imageElements();
    return Math.min(most, image - element % image);
  }
}
