package dev.fovea.conformance;

import java.util.List;

/** Every golden example. */
final class Goldens {
  private Goldens() {}

  static List<Golden> all() {
    return List.of();
  }
}
