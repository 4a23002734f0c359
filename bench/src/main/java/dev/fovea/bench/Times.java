package dev.fovea.bench;

import dev.fovea.bench.worker.Round;
import java.util.Arrays;

/** What was measured of one engine: nanoseconds of a run, one figure a round. Immutable. */
public final class Times {
  private final double[] rounds;

  /**
   * Keeps figures.
   *
   * @param rounds in the order they were taken; each is the median of the round's runs
   */
  public Times(double[] rounds) {
    this.rounds = rounds.clone();
  }

  /** Returns the middle round. */
  public double median() {
    return Round.median(rounds);
  }

  /** Returns the fastest round. */
  public double least() {
    return Arrays.stream(rounds).min().orElse(Double.NaN);
  }

  /** Returns the median, over the rounds of both, of how many times longer this took. */
  public double ratioTo(Times other) {
    double[] ratios = new double[Math.min(rounds.length, other.rounds.length)];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = rounds[i] / other.rounds[i];
    }
    return Round.median(ratios);
  }

  /** Returns half the distance between the quartiles, as a share of the median. */
  public double spread() {
    double[] sorted = rounds.clone();
    Arrays.sort(sorted);
    double low = sorted[sorted.length / 4];
    double high = sorted[sorted.length * 3 / 4];
    return (high - low) / 2 / median();
  }
}
