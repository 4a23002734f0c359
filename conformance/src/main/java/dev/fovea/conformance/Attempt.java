package dev.fovea.conformance;

import org.jspecify.annotations.Nullable;

/** Something done on one thread, whose first exception another one wants to see. */
final class Attempt implements Runnable {
  private final Runnable work;
  private volatile @Nullable Throwable failure;

  Attempt(Runnable work) {
    this.work = work;
  }

  @Override
  public void run() {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      failure = failure == null ? e : failure;
    }
  }

  /** Throws what {@link #run} met, if anything. */
  void rethrow() {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }
}
