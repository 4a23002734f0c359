// Functions of one value, sums, gates and global pools against plain loops, for every remainder of a
// vector.

#include "check.h"

namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

double bounded(double x, double low, double high) { return x < low ? low : x > high ? high : x; }

double value(const fovea_activation &f, double x) {
  const double a = f.alpha;
  const double b = f.beta;
  switch (f.function) {
    case FOVEA_CLAMP:
      return bounded(x, a, b);
    case FOVEA_LEAKY:
      return x < 0 ? a * x : x;
    case FOVEA_HARD_SIGMOID:
      return bounded(a * x + b, 0, 1);
    case FOVEA_HARD_SWISH:
      return x * bounded(a * x + b, 0, 1);
    case FOVEA_SIGMOID:
      return sigmoid(x);
    case FOVEA_SILU:
      return x * sigmoid(x);
    case FOVEA_TANH:
      return std::tanh(x);
    case FOVEA_ELU:
      return x < 0 ? a * std::expm1(x) : x;
    case FOVEA_CELU:
      return x < 0 ? a * std::expm1(x / a) : x;
    case FOVEA_SELU:
      return b * (x < 0 ? a * std::expm1(x) : x);
    case FOVEA_SOFTPLUS:
      return std::log1p(std::exp(x));
    case FOVEA_SOFTSIGN:
      return x / (1 + std::fabs(x));
    case FOVEA_GELU:
      return 0.5 * x * std::erfc(-x / std::sqrt(2.0));
    case FOVEA_GELU_TANH:
      return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
    case FOVEA_MISH:
      return x * std::tanh(std::log1p(std::exp(x)));
    case FOVEA_THRESHOLDED_RELU:
      return x <= a ? 0 : x;
    default:
      return x > a ? x - b : x < -a ? x + b : 0;
  }
}

void require(float actual, double wanted, double ulps, const char *what, int32_t isa,
             int64_t count) {
  const float nearest = static_cast<float>(wanted);
  const double unit = std::nextafter(std::fabs(nearest), INFINITY) - std::fabs(nearest);
  // 1 + tanh loses what is far below 1.
  if (!(std::fabs(actual - wanted) <= (ulps + 0.5) * unit + 1e-14)) {
    fail("%s: %.9g; expected %.9g; isa %d, count %ld", what, actual, wanted, isa,
         static_cast<long>(count));
  }
}

void activate(int32_t isa, int32_t function, int64_t count, Edge edge, Random &random) {
  const fovea_activation f = {function, 0.375f, 0.5f};
  const std::vector<float> values = random.reals(count);
  const Input<float> src(values, edge);
  Guarded<float> dst(values, edge);
  Guarded<float> apart(untouched(count), edge);
  fovea_activate(isa, &f, count, src.address(), apart.address());
  fovea_activate(isa, &f, count, dst.address(), dst.address());
  for (int64_t i = 0; i < count; ++i) {
    require(apart[i], value(f, values[i]), 3, "activate", isa, count);
    if (!same_bits(apart[i], dst[i])) {
      fail("activate: in place %g, apart %g; isa %d, function %d, count %ld", dst[i], apart[i], isa,
           function, static_cast<long>(count));
    }
  }
}

void add(int32_t isa, int64_t count, Edge edge, Random &random) {
  const fovea_activation relu = {FOVEA_CLAMP, 0, INFINITY};
  const Input<float> a(random.integers(count), edge);
  const Input<float> b(random.integers(count), edge);
  Guarded<float> dst(untouched(count), edge);
  fovea_add(isa, &relu, count, a.address(), b.address(), dst.address());
  for (int64_t i = 0; i < count; ++i) {
    require(dst[i], std::fmax(0.0, double{a[i]} + b[i]), 0, "add", isa, count);
  }
}

void scale(int32_t isa, int64_t planes, int64_t positions, Edge edge, Random &random) {
  const int32_t block = fovea_block(isa);
  const int64_t plane = positions * block;
  const Input<float> src(random.integers(planes * plane), edge);
  const Input<float> gate(random.integers(planes * block), edge);
  Guarded<float> dst(untouched(planes * plane), edge);
  fovea_scale(isa, planes, positions, src.address(), gate.address(), dst.address());
  for (int64_t i = 0; i < dst.count(); ++i) {
    const float factor = gate[i / plane * block + i % block];
    require(dst[i], double{src[i]} * factor, 0, "scale", isa, positions);
  }
}

void batch_norm(int32_t isa, int64_t planes, int64_t positions, Edge edge, Random &random) {
  const int32_t block = fovea_block(isa);
  const int64_t plane = positions * block;
  const fovea_activation relu = {FOVEA_CLAMP, 0, INFINITY};
  const Input<float> src(random.integers(planes * plane), edge);
  const Input<float> factors(random.integers(planes * 3 * block), edge);
  Guarded<float> dst(untouched(planes * plane), edge);
  fovea_batch_norm(isa, &relu, planes, positions, src.address(), factors.address(), dst.address());
  for (int64_t i = 0; i < dst.count(); ++i) {
    const int64_t at = i / plane * 3 * block + i % block;
    const double normal =
        (double{src[i]} - factors[at]) * factors[at + block] + factors[at + 2 * block];
    require(dst[i], std::fmax(0.0, normal), 0, "batch_norm", isa, positions);
  }
}

void pool(int32_t isa, int64_t planes, int64_t positions, Edge edge, Random &random) {
  const int32_t block = fovea_block(isa);
  const Input<float> src(random.integers(planes * positions * block), edge);
  Guarded<float> mean(untouched(planes * block), edge);
  Guarded<float> most(untouched(planes * block), edge);
  fovea_mean_planes(isa, planes, positions, src.address(), mean.address());
  fovea_max_planes(isa, planes, positions, src.address(), most.address());
  for (int64_t r = 0; r < planes * block; ++r) {
    double sum = 0;
    double largest = -INFINITY;
    for (int64_t i = 0; i < positions; ++i) {
      const double x = src[(r / block * positions + i) * block + r % block];
      sum += x;
      largest = x > largest ? x : largest;
    }
    require(mean[r], sum / positions, 0, "mean_planes", isa, positions);
    require(most[r], largest, 0, "max_planes", isa, positions);
  }
}

void pool_rows(int32_t isa, int64_t rows, int64_t count, Edge edge, Random &random) {
  const Input<float> src(random.integers(rows * count), edge);
  Guarded<float> mean(untouched(rows), edge);
  Guarded<float> most(untouched(rows), edge);
  fovea_mean_rows(isa, rows, count, src.address(), mean.address());
  fovea_max_rows(isa, rows, count, src.address(), most.address());
  for (int64_t r = 0; r < rows; ++r) {
    double sum = 0;
    double largest = -INFINITY;
    for (int64_t i = 0; i < count; ++i) {
      sum += src[r * count + i];
      largest = src[r * count + i] > largest ? src[r * count + i] : largest;
    }
    require(mean[r], sum / count, 0, "mean_rows", isa, count);
    require(most[r], largest, 0, "max_rows", isa, count);
  }
}

}  // namespace

void elementwise_test(int32_t isa) {
  Random random(3);
  for (const Edge edge : EDGES) {
    // Up to four vectors at once, and every remainder.
    for (int64_t count = 0; count <= 5 * 16 + 1; ++count) {
      for (int32_t function = FOVEA_CLAMP; function <= FOVEA_SHRINK; ++function) {
        activate(isa, function, count, edge, random);
      }
      add(isa, count, edge, random);
      if (count > 0) {
        pool_rows(isa, 3, count, edge, random);
      }
    }
    for (int64_t positions = 1; positions <= 13; ++positions) {
      scale(isa, 3, positions, edge, random);
      batch_norm(isa, 3, positions, edge, random);
      pool(isa, 3, positions, edge, random);
    }
  }
}
