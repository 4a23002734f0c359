package dev.fovea.bench;

import java.util.Arrays;

/** What was measured of one engine: nanoseconds of a run, one figure a round. Immutable. */
final class Times {
  private final double[] rounds;

  /**
   * Keeps figures.
   *
   * @param rounds in the order they were taken; each is the median of the round's runs
   */
  Times(double[] rounds) {
    this.rounds = rounds.clone();
  }

  double median() {
    return median(rounds);
  }

  double least() {
    return Arrays.stream(rounds).min().orElse(Double.NaN);
  }

  /** Returns the median over rounds of how many times longer this took than the other. */
  double ratioTo(Times other) {
    double[] ratios = new double[rounds.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = rounds[i] / other.rounds[i];
    }
    return median(ratios);
  }

  /** Returns half the distance between the quartiles, as a share of the median. */
  double spread() {
    double[] sorted = rounds.clone();
    Arrays.sort(sorted);
    double low = sorted[sorted.length / 4];
    double high = sorted[sorted.length * 3 / 4];
    return (high - low) / 2 / median();
  }

  /** Returns the middle value, or the mean of the two middle ones. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
