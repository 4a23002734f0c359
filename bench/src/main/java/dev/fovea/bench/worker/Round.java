package dev.fovea.bench.worker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs one after the other.
 *
 * @param median the nanoseconds of the middle run
 * @param least of the fastest
 * @param runs how many there were
 */
public record Round(double median, double least, int runs) {
  /** Runs for so many milliseconds, at least once. */
  public static Round time(Engine.Loaded engine, int millis) {
    long start = System.nanoTime();
    long end = start + millis * 1_000_000L;
    engine.run();
    long before = System.nanoTime();
    List<Double> nanos = new ArrayList<>();
    if (before >= end) {
      nanos.add((double) (before - start));
    }
    // The first run does not count where there are more: what ran before has filled the caches.
    while (before < end) {
      engine.run();
      long now = System.nanoTime();
      nanos.add((double) (now - before));
      before = now;
    }
    double[] runs = nanos.stream().mapToDouble(Double::doubleValue).toArray();
    return new Round(median(runs), Arrays.stream(runs).min().orElseThrow(), runs.length);
  }

  /** Returns the middle value, or the mean of the two middle ones. */
  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
