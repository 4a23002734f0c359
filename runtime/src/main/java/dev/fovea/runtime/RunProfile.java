package dev.fovea.runtime;

import java.util.List;
import java.util.Locale;

/**
 * How long the steps of one plan took; {@link #toString} is a table.
 *
 * @param network the graph's name
 * @param runs how many runs were timed
 * @param layers the steps in order
 */
public record RunProfile(String network, long runs, List<Layer> layers) {
  /** Creates a profile. */
  public RunProfile {
    layers = List.copyOf(layers);
  }

  /**
   * One step.
   *
   * @param nodes names of the graph's nodes it runs
   * @param operator the operator's type
   * @param algorithm what the backend chose
   * @param totalNanos nanoseconds in all runs
   * @param lastNanos nanoseconds in the run that executed it last
   */
  public record Layer(
      List<String> nodes, String operator, String algorithm, long totalNanos, long lastNanos) {
    /** Creates a layer. */
    public Layer {
      nodes = List.copyOf(nodes);
    }
  }

  /** Returns the nanoseconds of all steps in all runs. */
  public long totalNanos() {
    return layers.stream().mapToLong(Layer::totalNanos).sum();
  }

  @Override
  public String toString() {
    TextTable table =
        TextTable.of("node", "operator", "algorithm", ">mean us", ">last us", ">share");
    double all = Math.max(1.0, (double) totalNanos());
    for (Layer layer : layers) {
      table.row(
          String.join("+", layer.nodes()),
          layer.operator(),
          layer.algorithm(),
          micros((double) layer.totalNanos() / Math.max(1, runs)),
          micros((double) layer.lastNanos()),
          String.format(Locale.ROOT, "%.1f %%", 100.0 * layer.totalNanos() / all));
    }
    return String.format(Locale.ROOT, "%s, %d runs%n%s", network, runs, table);
  }

  private static String micros(double nanos) {
    return String.format(Locale.ROOT, "%,.1f", nanos / 1000);
  }
}
