package dev.fovea.runtime.internal.exec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Releases several things of which any may fail to be released. */
public final class Closing {
  private Closing() {}

  /** Calls all in order; throws the first exception, with later ones suppressed in it. */
  public static void all(List<Runnable> closes) {
    Throwable failure = null;
    for (Runnable close : closes) {
      try {
        close.run();
      } catch (RuntimeException | Error e) {
        failure = joined(failure, e);
      }
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }

  /** Calls all in order because of a failure, in which further ones are suppressed. */
  static void after(Throwable failure, List<Runnable> closes) {
    try {
      all(closes);
    } catch (RuntimeException | Error e) {
      joined(failure, e);
    }
  }

  private static Throwable joined(@Nullable Throwable first, Throwable next) {
    if (first == null) {
      return next;
    }
    if (first != next) {
      first.addSuppressed(next);
    }
    return first;
  }
}
