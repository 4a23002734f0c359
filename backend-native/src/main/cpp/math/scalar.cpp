#include "math/scalar.h"

#include <cmath>

namespace fovea {

namespace {

/** log(1 + e^x) without overflow. */
double softplus(double x) {
  return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}

/** There the limit is 0, and the product of an infinity and 0 would be NaN. */
bool minus_infinity(double x) { return std::isinf(x) && x < 0; }

double value(const fovea_activation &f, double x) {
  const double alpha = f.alpha;
  switch (f.function) {
    case FOVEA_TANH:
      return std::tanh(x);
    case FOVEA_ELU:
      return x < 0 ? alpha * std::expm1(x) : x;
    case FOVEA_CELU:
      return x < 0 ? alpha * std::expm1(x / alpha) : x;
    case FOVEA_SELU:
      return f.beta * (x < 0 ? alpha * std::expm1(x) : x);
    case FOVEA_SOFTPLUS:
      return softplus(x);
    case FOVEA_SOFTSIGN:
      return std::isinf(x) ? std::copysign(1.0, x) : x / (1 + std::fabs(x));
    case FOVEA_GELU:
      // 1 + erf(x / sqrt(2)) is erfc(-x / sqrt(2)), which loses nothing far below zero.
      return minus_infinity(x) ? -0.0 : 0.5 * x * std::erfc(-x * 0.70710678118654752440);
    case FOVEA_GELU_TANH: {
      // 0.5 (1 + tanh(u)) is the logistic function of 2 u.
      const double u = 0.79788456080286535588 * (x + 0.044715 * x * x * x);
      return minus_infinity(x) ? -0.0 : x / (1 + std::exp(-2 * u));
    }
    case FOVEA_MISH: {
      // With n = e^x (e^x + 2), tanh(log(1 + e^x)) is n / (n + 2).
      const double e = std::exp(x);
      const double n = e * (e + 2);
      return x > 20 ? x : minus_infinity(x) ? -0.0 : x * (n / (n + 2));
    }
    case FOVEA_THRESHOLDED_RELU:
      return x <= alpha ? 0 : x;
    case FOVEA_SHRINK:
      return x > alpha ? x - f.beta : x < -alpha ? x + f.beta : std::isnan(x) ? x : 0;
    default:
      return x;
  }
}

}  // namespace

float scalar_function(const fovea_activation &f, float x) {
  return static_cast<float>(value(f, x));
}

}  // namespace fovea
