#pragma once


// Included inside the anonymous namespace of one file per instruction set: nothing here is shared.

constexpr int BLOCK = 8;
// 12 sums, 2 weights and a broadcast input leave one of 16 registers free.
constexpr int MOST_COLUMNS = 6;

using V = __m256;

inline V load(const float *p) { return _mm256_loadu_ps(p); }
inline void store(float *p, V x) { _mm256_storeu_ps(p, x); }
inline V all(float x) { return _mm256_set1_ps(x); }
inline V add(V a, V b) { return _mm256_add_ps(a, b); }
inline V sub(V a, V b) { return _mm256_sub_ps(a, b); }
inline V mul(V a, V b) { return _mm256_mul_ps(a, b); }
inline V div(V a, V b) { return _mm256_div_ps(a, b); }
inline V fma(V a, V b, V c) { return _mm256_fmadd_ps(a, b, c); }
// The second operand comes out where one is NaN: x in both.
inline V at_least(V low, V x) { return _mm256_max_ps(low, x); }
inline V at_most(V high, V x) { return _mm256_min_ps(high, x); }
inline V where_negative(V x, V then, V otherwise) {
  return _mm256_blendv_ps(otherwise, then, _mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_LT_OQ));
}
