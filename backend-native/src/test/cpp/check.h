#pragma once

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "fovea.h"
#include "guarded.h"

constexpr Edge EDGES[] = {Edge::FIRST, Edge::LAST};

/** What stands where a kernel may not write, and in every output before a run. */
constexpr float UNTOUCHED = -12345.0f;

/** Ends the run; the message names everything needed to repeat it. */
template <typename... Facts>
[[noreturn]] void fail(const char *format, Facts... facts) {
  std::fprintf(stderr, format, facts...);
  std::fputc('\n', stderr);
  std::exit(1);
}

inline bool same_bits(float a, float b) { return std::memcmp(&a, &b, sizeof a) == 0; }

/** The same numbers in every run. */
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed * 2 + 1) {}

  /** Returns a whole number from low to high. */
  int32_t between(int32_t low, int32_t high) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return low + static_cast<int32_t>((state_ >> 33) % static_cast<uint64_t>(high - low + 1));
  }

  /** Small whole numbers: all sums of their products are exact in any order. */
  std::vector<float> integers(int64_t count) {
    std::vector<float> values(count);
    for (float &value : values) {
      value = static_cast<float>(between(-4, 4));
    }
    return values;
  }

  /** Numbers in -8 to 8. */
  std::vector<float> reals(int64_t count) {
    std::vector<float> values(count);
    for (float &value : values) {
      value = static_cast<float>(between(-1048576, 1048576)) / 131072;
    }
    return values;
  }

 private:
  uint64_t state_;
};

inline std::vector<float> untouched(int64_t count) { return std::vector<float>(count, UNTOUCHED); }

constexpr fovea_activation IDENTITY = {FOVEA_CLAMP, -INFINITY, INFINITY};

// One function for each family of kernels; they call fail, or return.
void conv_test(int32_t isa);
void depthwise_test(int32_t isa);
void window_test(int32_t isa);
void elementwise_test(int32_t isa);
void layout_test(int32_t isa);
void threads_test(int32_t isa);
