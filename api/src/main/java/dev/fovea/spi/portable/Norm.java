package dev.fovea.spi.portable;

import dev.fovea.spi.ErrorModel;

/** The p-norm in double; the powers that matter without a call of pow. */
final class Norm {
  private Norm() {}

  /** Returns |x|^p. */
  static double power(double x, int p) {
    return switch (p) {
      case 1 -> Math.abs(x);
      case 2 -> x * x;
      default -> Math.pow(Math.abs(x), p);
    };
  }

  /** Returns the p-th root. */
  static double root(double sum, int p) {
    return switch (p) {
      case 1 -> sum;
      case 2 -> Math.sqrt(sum);
      default -> Math.pow(sum, 1.0 / p);
    };
  }

  /**
   * Returns the bound of a norm: a power is p - 1 products, and the root of their sum leaves the
   * p-th part of its relative error, and the root's own.
   */
  static ErrorModel model(int terms, int p) {
    return new ErrorModel.Direct(Math.addExact(terms, p - 1), p <= 2 ? 0 : 1);
  }
}
