package dev.fovea.runtime;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one run goes; immutable.
 *
 * @param timeout how long it may take, compiling included, before it is stopped between two steps;
 *     null for as long as it takes
 */
public record RunOptions(@Nullable Duration timeout) {
  /** No timeout. */
  public static final RunOptions DEFAULT = new RunOptions(null);

  /** Creates options; throws IllegalArgumentException if the timeout is not positive. */
  public RunOptions {
    if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
      throw new IllegalArgumentException(
          "RunOptions: timeout is " + timeout + "; expected more than 0");
    }
  }

  /** Returns these options with another timeout. */
  public RunOptions timeout(Duration changed) {
    return new RunOptions(changed);
  }
}
