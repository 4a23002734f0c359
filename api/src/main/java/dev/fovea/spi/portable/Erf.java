package dev.fovea.spi.portable;

/**
 * The error function in double, to a relative error of 1e-10: far below what rounding to float
 * adds.
 *
 * <p>Below 1 the Maclaurin series. Above, erfc(x) = exp(-x^2) g(t) / (1 + 2 x) with t = (x - 3.75)
 * / (x + 3.75), g a polynomial: the Chebyshev series of g from t = -1 to 1, cut behind degree 14
 * and written in powers of t. Source of the substitution: Shepherd and Laframboise, Chebyshev
 * approximation of (1 + 2x)exp(x^2)erfc x, Math. Comp. 36 (1981).
 */
final class Erf {
  private static final double[] SERIES = series(16);

  private static final double[] SCALED_COMPLEMENT = {
    1.2375126308081394,
    -0.14024059953590887,
    0.003585419320941043,
    0.08227677399009918,
    -0.10880401165954678,
    0.09230393753827405,
    -0.058692735833347574,
    0.028364105117372054,
    -0.009749243355606896,
    0.0017511576292398034,
    0.0002995965088889839,
    -0.00028431307575109806,
    4.4280135184455274e-05,
    1.8521947386750102e-05,
    -6.352404651074643e-06
  };

  private Erf() {}

  /** Returns 2 / sqrt(pi) (-1)^n / (n! (2 n + 1)) for n below {@code terms}. */
  private static double[] series(int terms) {
    double[] series = new double[terms];
    double term = 2 / Math.sqrt(Math.PI);
    for (int n = 0; n < terms; n++) {
      series[n] = term / (2 * n + 1);
      term /= -(n + 1);
    }
    return series;
  }

  /** Returns 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
  static double of(double x) {
    double size = Math.abs(x);
    if (size < 1) {
      return x * polynomial(SERIES, x * x);
    }
    return Math.copySign(1 - complement(size), x);
  }

  /** Returns 1 - erf(x), which keeps its digits where erf is all but 1. */
  static double complement(double x) {
    double size = Math.abs(x);
    // Where t would be infinity by infinity.
    if (size > 30) {
      return x > 0 ? 0 : 2;
    }
    double t = (size - 3.75) / (size + 3.75);
    double positive = Math.exp(-size * size) * polynomial(SCALED_COMPLEMENT, t) / (1 + 2 * size);
    return x < 0 ? 2 - positive : positive;
  }

  private static double polynomial(double[] coefficients, double x) {
    double sum = coefficients[coefficients.length - 1];
    for (int i = coefficients.length - 2; i >= 0; i--) {
      sum = sum * x + coefficients[i];
    }
    return sum;
  }
}
