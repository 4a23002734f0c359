package dev.fovea.conformance;

import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.ErrorModel.BatchNormalised;
import dev.fovea.spi.ErrorModel.Direct;
import dev.fovea.spi.ErrorModel.Elementwise;
import dev.fovea.spi.ErrorModel.Logarithmic;
import dev.fovea.spi.ErrorModel.Normalised;
import dev.fovea.spi.ErrorModel.Standardised;

/** How far an output may lie from the oracle's; the formulas of {@link ErrorModel} in double. */
final class Bounds {
  /** Half the distance from 1 to the next float. */
  static final double U = 0x1p-24;

  private static final double SMALLEST = 0x1p-149;

  private Bounds() {}

  static double gamma(double n) {
    return n * U / (1 - n * U);
  }

  /**
   * Returns the bound for one output.
   *
   * @param model the plan's model, as far as it is admissible
   * @param exact the oracle's output
   * @param beside S, T, c or |x - max|, whatever the model speaks of
   * @param lipschitz the constant of the activation behind a sum
   */
  static double of(ErrorModel model, float exact, double beside, double lipschitz) {
    if (model instanceof Direct direct) {
      double before = gamma(direct.products() + 2.0) * beside + direct.products() * SMALLEST;
      // Behind an infinite sum an activation has its limit, whatever the order of the sum was.
      double sum = Double.isFinite(beside) ? lipschitz * before : 0;
      return sum + direct.ulps() * Math.ulp(exact) + rounding(exact);
    }
    if (model instanceof BatchNormalised batch) {
      double terms = Double.isFinite(beside) ? gamma(batch.products() + 6.0) * beside : 0;
      return terms + batch.products() * SMALLEST + rounding(exact);
    }
    if (model instanceof Normalised softmax) {
      double relative = (softmax.terms() + 4.0 + softmax.ulps() + beside) * U;
      double share = Double.isFinite(relative) ? relative * Math.abs(exact) : 0;
      return share + 0x1p-126 + rounding(exact);
    }
    if (model instanceof Logarithmic logarithm) {
      return logarithmic(logarithm, beside)
          + 2 * (1 + logarithm.ulps()) * U * Math.abs(exact)
          + rounding(exact);
    }
    if (model instanceof Standardised standard) {
      double terms = Double.isFinite(beside) ? gamma(standard.terms() + 8.0) * beside : 0;
      return terms + SMALLEST + rounding(exact);
    }
    if (model instanceof Elementwise elementwise) {
      return elementwise.ulps() * Math.ulp(exact) + rounding(exact);
    }
    return 0;
  }

  /** What is left of the relative error r of a sum behind its logarithm. */
  private static double logarithmic(Logarithmic model, double condition) {
    int ulps = model.ulps();
    double logarithm = Math.log(Math.max(1, model.terms()));
    double r = (model.terms() + 2.0 + 2 * ulps + (1 + 2 * ulps) * logarithm) * condition * U;
    // Infinities and NaN are compared as they are.
    return Double.isNaN(r) ? 0 : r < 1 ? r / (1 - r) : Double.POSITIVE_INFINITY;
  }

  /** The oracle computes in double and rounds to float once. */
  private static double rounding(float exact) {
    return U * Math.abs(exact) + SMALLEST / 2;
  }

  /**
   * Returns the declared model, but no more products than the reference counts: a lax model is a
   * violation of a rule of its own and must not hide others.
   */
  static ErrorModel admissible(ErrorModel declared, ErrorModel limit) {
    if (declared instanceof Direct direct && limit instanceof Direct most) {
      return new Direct(Math.min(direct.products(), most.products()), direct.ulps());
    }
    if (declared instanceof Normalised softmax && limit instanceof Normalised most) {
      return new Normalised(Math.min(softmax.terms(), most.terms()), softmax.ulps());
    }
    if (declared instanceof Logarithmic logarithm && limit instanceof Logarithmic most) {
      return new Logarithmic(Math.min(logarithm.terms(), most.terms()), logarithm.ulps());
    }
    if (declared instanceof Standardised standard && limit instanceof Standardised most) {
      return new Standardised(Math.min(standard.terms(), most.terms()));
    }
    if (declared instanceof ErrorModel.Exact || declared.getClass() == limit.getClass()) {
      return declared;
    }
    return limit;
  }

  /** Tells whether a backend may promise this where the reference promises {@code limit}. */
  static boolean isAdmissible(ErrorModel declared, ErrorModel limit) {
    if (declared instanceof ErrorModel.Exact) {
      return true;
    }
    if (declared instanceof Direct direct && limit instanceof Direct most) {
      return direct.products() <= most.products() && (most.ulps() > 0 || direct.ulps() == 0);
    }
    if (declared instanceof BatchNormalised batch && limit instanceof BatchNormalised most) {
      return batch.products() <= most.products();
    }
    if (declared instanceof Normalised softmax && limit instanceof Normalised most) {
      return softmax.terms() <= most.terms();
    }
    if (declared instanceof Logarithmic logarithm && limit instanceof Logarithmic most) {
      return logarithm.terms() <= most.terms();
    }
    if (declared instanceof Standardised standard && limit instanceof Standardised most) {
      return standard.terms() <= most.terms();
    }
    return declared instanceof Elementwise && limit instanceof Elementwise;
  }
}
