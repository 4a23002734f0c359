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
