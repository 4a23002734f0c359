package dev.fovea;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the search for backends found.
 *
 * @param rows one per provider, highest priority first, broken ones last
 */
public record BackendReport(List<Row> rows) {

  /** What became of a provider. */
  public enum Status {
    /** It can be opened. */
    AVAILABLE,
    /** It was found and says why it cannot run here, or is of another SPI version. */
    REFUSED,
    /** Its class could not be loaded, made or asked. */
    BROKEN
  }

  /**
   * One provider.
   *
   * @param name its name; for a broken one, what is known of it
   * @param provider its class, or what the service loader said
   * @param priority its rank; 0 if broken
   * @param spiVersion the SPI it was compiled against; 0 if broken
   * @param status what became of it
   * @param reason why it is not available; empty if it is
   * @param facts what its probe tells
   */
  public record Row(
      String name,
      String provider,
      int priority,
      int spiVersion,
      Status status,
      String reason,
      Map<String, String> facts) {}

  /** Creates a report. */
  public BackendReport {
    rows = List.copyOf(rows);
  }

  /** One line per provider. */
  @Override
  public String toString() {
    if (rows.isEmpty()) {
      return "  no backend found; add one to the class path, for example fovea-backend-reference";
    }
    StringBuilder text = new StringBuilder();
    for (Row row : rows) {
      text.append(text.isEmpty() ? "" : "\n")
          .append(String.format("  %-12s %-9s priority %d", row.name, row.status, row.priority))
          .append(row.facts.isEmpty() ? "" : " " + new TreeMap<>(row.facts))
          .append(row.reason.isEmpty() ? "" : ": " + row.reason);
    }
    return text.toString();
  }
}
