package dev.fovea.spi.portable;

import dev.fovea.tensor.Tensor;

/** Cuts outputs that each read many values into tasks whose borders depend on the shape alone. */
final class OutputChunks {
  /** Values a task reads at least, if there are enough. */
  private static final long VALUES = 1 << 14;

  private OutputChunks() {}

  private static int size(long terms) {
    return (int) Math.max(1, VALUES / Math.max(1, terms));
  }

  /** Returns the number of tasks for outputs of {@code terms} values each. */
  static int count(Tensor dst, long terms) {
    int size = size(terms);
    return (int) ((dst.shape().elements() + size - 1) / size);
  }

  /** Returns the first output of a task. */
  static int begin(long terms, int chunk) {
    return chunk * size(terms);
  }

  /** Returns the output behind the last of a task. */
  static int end(Tensor dst, long terms, int chunk) {
    return (int) Math.min(dst.shape().elements(), (chunk + 1L) * size(terms));
  }
}
