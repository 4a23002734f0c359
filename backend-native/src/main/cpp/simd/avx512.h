#pragma once


// Included inside the anonymous namespace of one file per instruction set: nothing here is shared.

constexpr int BLOCK = 16;
// 28 sums, 2 weights and a broadcast input leave one of 32 registers free.
constexpr int MOST_COLUMNS = 14;

using V = __m512;

inline V load(const float *p) { return _mm512_loadu_ps(p); }
inline void store(float *p, V x) { _mm512_storeu_ps(p, x); }
/** Keeps x in a register: without it GCC 12 loads it again for every use. */
inline V held(V x) {
  __asm__("" : "+v"(x));
  return x;
}
inline V all(float x) { return _mm512_set1_ps(x); }
inline V add(V a, V b) { return _mm512_add_ps(a, b); }
inline V sub(V a, V b) { return _mm512_sub_ps(a, b); }
inline V mul(V a, V b) { return _mm512_mul_ps(a, b); }
inline V div(V a, V b) { return _mm512_div_ps(a, b); }
inline V fma(V a, V b, V c) { return _mm512_fmadd_ps(a, b, c); }
// The second operand comes out where one is NaN: x in both.
inline V at_least(V low, V x) { return _mm512_max_ps(low, x); }
inline V at_most(V high, V x) { return _mm512_min_ps(high, x); }
inline V where_negative(V x, V then, V otherwise) {
  return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_LT_OQ), otherwise,
                              then);
}
inline V larger(V a, V b) {
  // NaN in b comes out of the maximum, NaN in a is put back.
  const V most = _mm512_max_ps(a, b);
  return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(a, a, _CMP_UNORD_Q), most, a);
}
inline V rounded(V x) { return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT); }
/** x 2^n. */
inline V scaled(V x, V n) { return _mm512_scalef_ps(x, n); }
/** a b + c, rounded once on every instruction set. */
inline V fused(V a, V b, V c) { return fma(a, b, c); }
