package dev.fovea.spi.portable;

import java.nio.FloatBuffer;

/**
 * Mean and variance of values that lie in runs: {@code runs} of them, {@code stride} elements
 * apart, of {@code length} values side by side. Sums are taken in double and in the order of
 * memory; the variance is the mean of squared differences, so that a large mean does not swallow
 * it.
 */
final class Moments {
  private Moments() {}

  static double mean(FloatBuffer from, int begin, int runs, int stride, int length) {
    double sum = 0;
    for (int run = 0; run < runs; run++) {
      int at = begin + run * stride;
      for (int i = 0; i < length; i++) {
        sum += from.get(at + i);
      }
    }
    return sum / ((double) runs * length);
  }

  static double variance(
      FloatBuffer from, int begin, int runs, int stride, int length, double mean) {
    double sum = 0;
    for (int run = 0; run < runs; run++) {
      int at = begin + run * stride;
      for (int i = 0; i < length; i++) {
        double difference = from.get(at + i) - mean;
        sum += difference * difference;
      }
    }
    return sum / ((double) runs * length);
  }
}
