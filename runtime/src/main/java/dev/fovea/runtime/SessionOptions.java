package dev.fovea.runtime;

import dev.fovea.spi.WeightStore;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a session runs; immutable.
 *
 * @param threads how many threads one run may use, 1 or more
 * @param maxPlans how many compiled plans are kept (one for each combination of input shapes), 1 or
 *     more
 * @param profile whether every step of every run is timed
 * @param observe names of values that a run returns beside the graph's outputs; they are neither
 *     overwritten nor optimised away
 * @param optimise whether operators are folded and fused; without, every node runs as it stands in
 *     the graph
 * @param maxBytes how much memory one run may take for intermediate values, scratch and results;
 *     one that would take more is refused before it is allocated
 * @param weights where packed weights are kept: sessions that are given the same store share them;
 *     null for a store of the session's own
 */
public record SessionOptions(
    int threads,
    int maxPlans,
    boolean profile,
    Set<String> observe,
    boolean optimise,
    long maxBytes,
    @Nullable WeightStore weights) {
  /**
   * All available processors, 16 plans, no profile, nothing observed, optimised, no limit of
   * memory, weights of the session's own.
   */
  public static final SessionOptions DEFAULT =
      new SessionOptions(
          Runtime.getRuntime().availableProcessors(),
          16,
          false,
          Set.of(),
          true,
          Long.MAX_VALUE,
          null);

  /** Creates options; throws IllegalArgumentException if a number is below 1. */
  public SessionOptions {
    requirePositive("threads", threads);
    requirePositive("maxPlans", maxPlans);
    requirePositive("maxBytes", maxBytes);
    observe = Collections.unmodifiableSet(new LinkedHashSet<>(observe));
  }

  /** Returns these options with another number of threads. */
  public SessionOptions threads(int changed) {
    return new SessionOptions(changed, maxPlans, profile, observe, optimise, maxBytes, weights);
  }

  /** Returns these options with another number of plans. */
  public SessionOptions maxPlans(int changed) {
    return new SessionOptions(threads, changed, profile, observe, optimise, maxBytes, weights);
  }

  /** Returns these options with or without profile. */
  public SessionOptions profile(boolean changed) {
    return new SessionOptions(threads, maxPlans, changed, observe, optimise, maxBytes, weights);
  }

  /** Returns these options with other observed values. */
  public SessionOptions observe(Set<String> changed) {
    return new SessionOptions(threads, maxPlans, profile, changed, optimise, maxBytes, weights);
  }

  /** Returns these options with or without folding and fusing. */
  public SessionOptions optimise(boolean changed) {
    return new SessionOptions(threads, maxPlans, profile, observe, changed, maxBytes, weights);
  }

  /** Returns these options with another limit of memory. */
  public SessionOptions maxBytes(long changed) {
    return new SessionOptions(threads, maxPlans, profile, observe, optimise, changed, weights);
  }

  /** Returns these options with a store of packed weights that sessions share. */
  public SessionOptions weights(WeightStore changed) {
    return new SessionOptions(threads, maxPlans, profile, observe, optimise, maxBytes, changed);
  }

  private static void requirePositive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "SessionOptions: " + what + " is " + value + "; expected 1 or more");
    }
  }
}
