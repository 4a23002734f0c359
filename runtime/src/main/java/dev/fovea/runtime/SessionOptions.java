package dev.fovea.runtime;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How a session runs; immutable.
 *
 * @param threads how many threads one run may use, 1 or more
 * @param maxPlans how many compiled plans are kept (one for each combination of input shapes), 1 or
 *     more
 * @param profile whether every step of every run is timed
 * @param observe names of values that a run returns beside the graph's outputs; they are neither
 *     overwritten nor optimised away
 */
public record SessionOptions(int threads, int maxPlans, boolean profile, Set<String> observe) {
  /** All available processors, 16 plans, no profile, nothing observed. */
  public static final SessionOptions DEFAULT =
      new SessionOptions(Runtime.getRuntime().availableProcessors(), 16, false, Set.of());

  /** Creates options; throws IllegalArgumentException if a number is below 1. */
  public SessionOptions {
    requirePositive("threads", threads);
    requirePositive("maxPlans", maxPlans);
    observe = Collections.unmodifiableSet(new LinkedHashSet<>(observe));
  }

  /** Returns these options with another number of threads. */
  public SessionOptions threads(int changed) {
    return new SessionOptions(changed, maxPlans, profile, observe);
  }

  /** Returns these options with another number of plans. */
  public SessionOptions maxPlans(int changed) {
    return new SessionOptions(threads, changed, profile, observe);
  }

  /** Returns these options with or without profile. */
  public SessionOptions profile(boolean changed) {
    return new SessionOptions(threads, maxPlans, changed, observe);
  }

  /** Returns these options with other observed values. */
  public SessionOptions observe(Set<String> changed) {
    return new SessionOptions(threads, maxPlans, profile, changed);
  }

  private static void requirePositive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "SessionOptions: " + what + " is " + value + "; expected 1 or more");
    }
  }
}
