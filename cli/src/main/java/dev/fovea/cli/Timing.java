package dev.fovea.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Nanoseconds of runs, and what they say together. */
final class Timing {
  private final List<Long> runs = new ArrayList<>();
  private long sum;

  void add(long nanos) {
    runs.add(nanos);
    sum += nanos;
  }

  int runs() {
    return runs.size();
  }

  /** Returns the nanoseconds of all runs. */
  long sum() {
    return sum;
  }

  double median() {
    return quantile(0.5);
  }

  double least() {
    return quantile(0);
  }

  /** Returns half the distance between the quartiles, as a share of the median. */
  double spread() {
    return (quantile(0.75) - quantile(0.25)) / 2 / median();
  }

  /** Returns what a share of the runs does not exceed, between two runs in proportion. */
  double quantile(double share) {
    if (runs.isEmpty()) {
      return Double.NaN;
    }
    List<Long> sorted = new ArrayList<>(runs);
    Collections.sort(sorted);
    double place = share * (sorted.size() - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.size() - 1);
    return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
  }
}
