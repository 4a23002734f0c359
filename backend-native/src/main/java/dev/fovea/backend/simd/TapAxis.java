package dev.fovea.backend.simd;

import java.util.List;
import java.util.stream.IntStream;

/**
 * One axis of a sliding window: output first + i step reads the taps at offset + i srcStep, for i
 * below count.
 *
 * <p>A convolution is one such axis. A transposed one is as many as its stride: outputs that lie a
 * stride apart read the same kernel positions, so that no product with an inserted zero is made.
 *
 * @param first the first output
 * @param step from one output to the next
 * @param count the outputs
 * @param srcStep from one output's taps to the next's
 * @param taps what is read, in the order of the kernel
 */
record TapAxis(int first, int step, int count, int srcStep, List<Tap> taps) {

  /**
   * One tap.
   *
   * @param offset the position of src that the first output reads; may lie outside
   * @param kernel the position in the kernel
   */
  record Tap(int offset, int kernel) {}

  TapAxis {
    taps = List.copyOf(taps);
  }

  /** Returns a convolution's axis. */
  static TapAxis of(
      int kernel, int stride, int dilation, int padBegin, int outputs, boolean flipped) {
    List<Tap> taps =
        IntStream.range(0, kernel)
            .mapToObj(k -> new Tap(k * dilation - padBegin, flipped ? kernel - 1 - k : k))
            .toList();
    return new TapAxis(0, 1, outputs, stride, taps);
  }

  /** Returns a transposed convolution's axes, one for each output below the stride. */
  static List<TapAxis> transposed(int kernel, int stride, int dilation, int padBegin, int outputs) {
    return IntStream.range(0, Math.min(stride, outputs))
        .mapToObj(
            first -> {
              // The sum of two ints may be none.
              long start = (long) first + padBegin;
              List<Tap> taps =
                  IntStream.range(0, kernel)
                      .filter(k -> Math.floorMod(start - (long) k * dilation, stride) == 0)
                      .mapToObj(k -> new Tap((int) ((start - (long) k * dilation) / stride), k))
                      .toList();
              int count = (outputs - first - 1) / stride + 1;
              return new TapAxis(first, stride, count, 1, taps);
            })
        .toList();
  }

  /** Returns the least position that the first output reads. */
  int least() {
    return taps.stream().mapToInt(Tap::offset).min().orElse(0);
  }

  /** Returns the positions from the least to the largest that {@code outputs} outputs read. */
  int extent(int outputs) {
    int largest = taps.stream().mapToInt(Tap::offset).max().orElse(0);
    return Math.addExact(Math.multiplyExact(outputs - 1, srcStep), largest - least() + 1);
  }

  /** Tells whether nothing outside {@code size} positions is read. */
  boolean staysInside(int size) {
    return least() >= 0 && least() + extent(count) <= size;
  }
}
