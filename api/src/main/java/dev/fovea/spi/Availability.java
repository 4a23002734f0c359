package dev.fovea.spi;

import java.util.Map;
import java.util.Objects;

/**
 * What a provider's probe found.
 *
 * @param available whether the backend can be opened here
 * @param reason why not; empty if it can
 * @param facts what is worth knowing: versions, instruction sets, thread counts
 */
public record Availability(boolean available, String reason, Map<String, String> facts) {
  /** Creates the result. */
  public Availability {
    Objects.requireNonNull(reason, "Availability: reason is null; expected a text");
    Objects.requireNonNull(facts, "Availability: facts are null; expected a map");
    facts = Map.copyOf(facts);
  }

  /** The backend can be opened. */
  public static Availability yes(Map<String, String> facts) {
    return new Availability(true, "", facts);
  }

  /** The backend cannot be opened, and why: CPU, library, platform. */
  public static Availability no(String reason) {
    return new Availability(false, reason, Map.of());
  }
}
