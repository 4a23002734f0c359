package dev.fovea.backend.simd;

import dev.fovea.tensor.Tensor;
import java.nio.FloatBuffer;

/**
 * The scratch memory of a convolution: weights and biases that come with the run, packed, and a
 * copy of the weights as they came; then for each worker a tile and a blocked map. Sizes count
 * floats and are 0 for what is not needed.
 */
record TapScratch(
    long weightsFloats, long rawFloats, int biasFloats, long tileFloats, long mapFloats) {
  private static final int LINE = Tensor.ALIGNMENT / Float.BYTES;

  private static long lines(long floats) {
    return Math.addExact(floats, LINE - 1) / LINE * LINE;
  }

  long bytes(int workers) {
    long shared = lines(weightsFloats) + lines(rawFloats) + lines(biasFloats);
    long each = Math.addExact(lines(tileFloats), lines(mapFloats));
    return Math.multiplyExact(
        Math.addExact(shared, Math.multiplyExact(workers, each)), Float.BYTES);
  }

  long weights(long scratch) {
    return scratch;
  }

  /** Returns memory for a dense copy of the weights. */
  long raw(long scratch) {
    return scratch + lines(weightsFloats) * Float.BYTES;
  }

  long bias(long scratch) {
    return raw(scratch) + lines(rawFloats) * Float.BYTES;
  }

  /** Zeroes the biases, so that lanes without a channel stay zero. */
  void clearBias(Tensor scratch) {
    FloatBuffer floats = scratch.sharedFloats();
    int first = (int) (lines(weightsFloats) + lines(rawFloats));
    for (int i = first; i < first + biasFloats; i++) {
      floats.put(i, 0f);
    }
  }

  /** Returns a worker's tile. */
  long worker(long scratch, int worker) {
    long each = lines(tileFloats) + lines(mapFloats);
    return bias(scratch) + (lines(biasFloats) + worker * each) * Float.BYTES;
  }

  /** Returns a worker's blocked map. */
  long map(long scratch, int worker) {
    return worker(scratch, worker) + lines(tileFloats) * Float.BYTES;
  }
}
