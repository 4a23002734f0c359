package dev.fovea.spi;

/**
 * What a backend writes for a kernel. {@link Kernel} has checked everything before {@link #run}
 * sees it.
 */
public interface KernelBody {

  /**
   * Computes. Called from many threads at once, so a body holds no state that a run changes; it
   * allocates nothing off the heap and keeps no reference to the call.
   */
  void run(Call call);

  /** Releases what the body holds; called once, after the last run. */
  default void close() {}
}
