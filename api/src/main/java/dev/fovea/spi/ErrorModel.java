package dev.fovea.spi;

/**
 * How far a kernel's results may lie from the exact ones; the conformance kit evaluates the bound
 * per output value.
 *
 * <p>With u = 2^-24, gamma(n) = n u / (1 - n u), S = the sum of |products| + |bias| + |residual|
 * beside an output, L = the activation's Lipschitz constant, and ULP the distance of floats at the
 * exact value. Source: Higham, Accuracy and stability of numerical algorithms (2002), chapter 3.
 */
public sealed interface ErrorModel {

  /** Bit for bit, the sign of zero and the payload of NaN aside: copies, maxima, one rounding. */
  record Exact() implements ErrorModel {}

  /**
   * A sum of products in any order: |error| &lt;= L (gamma(products + 2) S + products 2^-149) +
   * ulps ULP.
   *
   * @param products the products behind one output value
   * @param ulps the declared error of the activation behind the sum, at most {@link #MAX_ULPS}
   */
  record Direct(int products, int ulps) implements ErrorModel {
    /** Creates the model; throws IllegalArgumentException if a number is out of range. */
    public Direct {
      if (products < 1) {
        throw new IllegalArgumentException(
            "ErrorModel: products is " + products + "; expected 1 or more");
      }
      requireUlps(ulps);
    }
  }

  /**
   * One function of one value: |error| &lt;= ulps ULP.
   *
   * @param ulps the declared error, at most {@link #MAX_ULPS}
   */
  record Elementwise(int ulps) implements ErrorModel {
    /** Creates the model; throws IllegalArgumentException if ulps is out of range. */
    public Elementwise {
      requireUlps(ulps);
    }
  }

  /**
   * Softmax: |error| &lt;= (terms + 4 + ulps + |x_i - max|) u |exact| + 2^-126.
   *
   * @param terms the values that one result is normalised over
   * @param ulps the declared error of the exponential, at most {@link #MAX_ULPS}
   */
  record Normalised(int terms, int ulps) implements ErrorModel {
    /** Creates the model; throws IllegalArgumentException if ulps is out of range. */
    public Normalised {
      requireUlps(ulps);
    }
  }

  /**
   * Batch normalisation: |error| &lt;= gamma(products + 6) T + products 2^-149, T the sum of the
   * absolute unfolded terms src scale / s, mean scale / s and bias, with s = sqrt(variance +
   * epsilon).
   *
   * @param products the products of a convolution it was folded into; 1 if it stands alone
   */
  record BatchNormalised(int products) implements ErrorModel {}

  /**
   * The logarithm of a sum of {@code terms} values t, which may be exponentials: |error| &lt;= r /
   * (1 - r) + 2 (1 + ulps) u |exact|, with r = (terms + 2 + 2 ulps + (1 + 2 ulps) ln(terms)) c u
   * and c = sum of |t| / |sum of t|, which is 1 where no t is negative.
   *
   * <p>That is the sum's own gamma(terms - 1); exp's and log's declared errors; and what rounding d
   * = max - x does to exp(-d), d u each, whose mean weighed with exp(-d) is at most ln(terms), as
   * is the logarithm itself (both are parts of the terms' entropy).
   *
   * @param terms the values behind one logarithm
   * @param ulps the declared error of exponential and logarithm, at most {@link #MAX_ULPS}
   */
  record Logarithmic(int terms, int ulps) implements ErrorModel {
    /** Creates the model; throws IllegalArgumentException if ulps is out of range. */
    public Logarithmic {
      requireUlps(ulps);
    }
  }

  /**
   * Normalisation by the statistics of {@code terms} values, measured in the run: |error| &lt;=
   * gamma(terms + 8) T + 2^-149, T = |scale| (M (1 + q) + |x - mean|) / s + |bias|, with s =
   * sqrt(variance + epsilon), M the mean of |x| and q = gamma(terms + 1) |x - mean| M / s^2.
   *
   * <p>A mean summed in float is off by gamma(terms + 1) M, and every difference with it. In the
   * variance that counts by its square alone, which is q's part, since differences from the mean
   * have the sum 0; its own sum and root are off by less than gamma(terms + 4) / 2 + u. A variance
   * as mean of squares less square of mean does not keep this bound unless it is taken in double.
   *
   * <p>Where they are outputs themselves, T = M for the mean, and (1 + gamma(terms + 1) M^2 / s^2)
   * / s for 1 / s.
   *
   * @param terms the values behind one mean
   */
  record Standardised(int terms) implements ErrorModel {}

  /** No activation may be declared worse than this. */
  int MAX_ULPS = 4;

  /** Returns the model of exact results. */
  static ErrorModel exact() {
    return new Exact();
  }

  private static void requireUlps(int ulps) {
    if (ulps < 0 || ulps > MAX_ULPS) {
      throw new IllegalArgumentException(
          "ErrorModel: ulps is " + ulps + "; expected 0 to " + MAX_ULPS);
    }
  }
}
