#pragma once


// Included inside the anonymous namespace of one file per instruction set: nothing here is shared.

constexpr int BLOCK = 8;
// 12 sums, 2 weights and a broadcast input leave one of 16 registers free.
constexpr int MOST_COLUMNS = 6;

using V = __m256;

inline V load(const float *p) { return _mm256_loadu_ps(p); }
inline void store(float *p, V x) { _mm256_storeu_ps(p, x); }
/** Keeps x in a register: without it GCC 12 loads it again for every use. */
inline V held(V x) {
  __asm__("" : "+x"(x));
  return x;
}
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
inline V larger(V a, V b) {
  // NaN in b comes out of the maximum, NaN in a is put back.
  const V most = _mm256_max_ps(a, b);
  return _mm256_blendv_ps(most, a, _mm256_cmp_ps(a, a, _CMP_UNORD_Q));
}
inline V rounded(V x) { return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
/** 2^n for whole n in -126 to 127. */
inline V power_of_two(__m256i n) {
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(n, _mm256_set1_epi32(127)), 23));
}
/** x 2^n, in two steps, since 2^n alone may be no normal number. */
inline V scaled(V x, V n) {
  const __m256i whole = _mm256_cvtps_epi32(n);
  const __m256i half = _mm256_srai_epi32(whole, 1);
  return mul(mul(x, power_of_two(half)), power_of_two(_mm256_sub_epi32(whole, half)));
}
/** a b + c, rounded once on every instruction set. */
inline V fused(V a, V b, V c) { return fma(a, b, c); }
