package dev.fovea.bench;

import dev.fovea.Backends;
import dev.fovea.spi.Backend;

/** The backend that is timed when nobody names one. */
public final class DefaultBackend {
  private DefaultBackend() {}

  /**
   * Returns the name of the one that a program gets which names none.
   *
   * @throws dev.fovea.BackendUnavailableException if none can run here
   */
  public static String name() {
    try (Backend backend = Backends.discover().open()) {
      return backend.name();
    }
  }
}
