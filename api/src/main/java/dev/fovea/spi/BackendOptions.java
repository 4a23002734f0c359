package dev.fovea.spi;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Settings for opening a backend, by the names its documentation gives.
 *
 * @param values the settings
 */
public record BackendOptions(Map<String, String> values) {
  /** No settings. */
  public static final BackendOptions DEFAULT = new BackendOptions(Map.of());

  /** Creates options. */
  public BackendOptions {
    values = Map.copyOf(values);
  }

  /**
   * Refuses settings that a backend does not know.
   *
   * @throws IllegalArgumentException naming the unknown and the known ones
   */
  public void requireKnown(String backend, Set<String> known) {
    Set<String> unknown = new TreeSet<>(values.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "Backend["
              + backend
              + "]: options are "
              + unknown
              + "; expected only "
              + new TreeSet<>(known));
    }
  }
}
