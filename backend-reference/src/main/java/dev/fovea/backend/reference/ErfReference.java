package dev.fovea.backend.reference;

/** The error function and what belongs to it, summed term by term. */
final class ErfReference {
  private static final double SQRT_PI = Math.sqrt(Math.PI);

  private ErfReference() {}

  /** Returns 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
  static double erf(double x) {
    double size = Math.abs(x);
    return Math.copySign(size < 2 ? series(size) : 1 - fraction(size), x);
  }

  /** Returns the normal distribution function (1 + erf(x / sqrt(2))) / 2. */
  static double normal(double x) {
    double size = Math.abs(x) / Math.sqrt(2);
    if (size < 2) {
      // Loses at most two digits of sixteen, below zero.
      return (1 + Math.copySign(series(size), x)) / 2;
    }
    return x < 0 ? fraction(size) / 2 : 1 - fraction(size) / 2;
  }

  /** erf(x) = 2 / sqrt(pi) exp(-x^2) (x + 2 x^3 / 3 + 4 x^5 / 15 + ...), all of one sign. */
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 100; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / SQRT_PI * Math.exp(-x * x) * sum;
  }

  /** 1 - erf(x) = exp(-x^2) / sqrt(pi) / (x + 1/2 / (x + 2/2 / (x + 3/2 / (x + ...)))). */
  private static double fraction(double x) {
    double tail = x;
    for (int k = 200; k >= 1; k--) {
      tail = x + k / 2.0 / tail;
    }
    return Math.exp(-x * x) / SQRT_PI / tail;
  }
}
