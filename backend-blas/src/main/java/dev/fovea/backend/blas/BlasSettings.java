package dev.fovea.backend.blas;

import dev.fovea.spi.BackendOptions;
import java.util.Set;

/**
 * What a user may set when opening the backend.
 *
 * @param scratchBytes limit of the scratch memory of one kernel's run, all workers together; option
 *     {@value #SCRATCH}, in bytes
 */
record BlasSettings(long scratchBytes) {
  static final String SCRATCH = "scratch";
  static final BlasSettings DEFAULT = new BlasSettings(32L << 20);

  /** Below this, tiles would be too narrow to be worth a matrix product. */
  private static final long LEAST_SCRATCH = 64L << 10;

  /** One worker's share: fits the second-level cache of any CPU of interest. */
  private static final long SHARE = 256L << 10;

  BlasSettings {
    if (scratchBytes < LEAST_SCRATCH) {
      throw new IllegalArgumentException(
          "Backend[blas]: option "
              + SCRATCH
              + " is "
              + scratchBytes
              + "; expected at least "
              + LEAST_SCRATCH
              + " bytes");
    }
  }

  static BlasSettings of(BackendOptions options) {
    options.requireKnown(BlasProvider.NAME, Set.of(SCRATCH));
    String scratch = options.values().get(SCRATCH);
    if (scratch == null) {
      return DEFAULT;
    }
    try {
      return new BlasSettings(Long.parseLong(scratch));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Backend[blas]: option " + SCRATCH + " is '" + scratch + "'; expected a number of bytes",
          e);
    }
  }

  /** Returns the floats that one worker's scratch memory should not exceed. */
  int shareFloats() {
    return (int) (Math.min(SHARE, scratchBytes / 4) / Float.BYTES);
  }
}
