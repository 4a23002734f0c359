#pragma once

// Included inside the anonymous namespace of one file per instruction set: nothing here is shared.
// Two of the compiler's 16-byte vectors: SSE2 on x86-64, NEON on arm64.

constexpr int BLOCK = 8;
// 8 sums, 4 weights and a broadcast input leave 3 of 16 registers free.
constexpr int MOST_COLUMNS = 2;

typedef float Quad __attribute__((vector_size(16)));
typedef float UnalignedQuad __attribute__((vector_size(16), aligned(4), may_alias));
typedef int QuadMask __attribute__((vector_size(16)));

struct V {
  Quad low;
  Quad high;
};

inline V load(const float *p) {
  return {*reinterpret_cast<const UnalignedQuad *>(p),
          *reinterpret_cast<const UnalignedQuad *>(p + 4)};
}
inline void store(float *p, V x) {
  *reinterpret_cast<UnalignedQuad *>(p) = x.low;
  *reinterpret_cast<UnalignedQuad *>(p + 4) = x.high;
}
/** Keeps x in a register; a pair of them needs no help. */
inline V held(V x) { return x; }
inline V all(float x) {
  const Quad q = {x, x, x, x};
  return {q, q};
}
inline V add(V a, V b) { return {a.low + b.low, a.high + b.high}; }
inline V sub(V a, V b) { return {a.low - b.low, a.high - b.high}; }
inline V mul(V a, V b) { return {a.low * b.low, a.high * b.high}; }
inline V div(V a, V b) { return {a.low / b.low, a.high / b.high}; }
inline V fma(V a, V b, V c) { return add(mul(a, b), c); }
inline Quad choose(QuadMask mask, Quad then, Quad otherwise) {
  return (Quad)(((QuadMask)then & mask) | ((QuadMask)otherwise & ~mask));
}
// NaN compares false and comes out.
inline V at_least(V low, V x) {
  return {choose(low.low > x.low, low.low, x.low), choose(low.high > x.high, low.high, x.high)};
}
inline V at_most(V high, V x) {
  return {choose(high.low < x.low, high.low, x.low), choose(high.high < x.high, high.high, x.high)};
}
inline V where_negative(V x, V then, V otherwise) {
  const Quad zero = {};
  return {choose(x.low < zero, then.low, otherwise.low),
          choose(x.high < zero, then.high, otherwise.high)};
}
inline V larger(V a, V b) {
  const V most = at_least(a, b);
  return {choose(a.low == a.low, most.low, a.low), choose(a.high == a.high, most.high, a.high)};
}
inline Quad rounded(Quad x) {
  // Adding 1.5 2^23 leaves no bits behind the point; |x| stays far below 2^22 here.
  const Quad shift = {12582912.0f, 12582912.0f, 12582912.0f, 12582912.0f};
  return x + shift - shift;
}
inline V rounded(V x) { return {rounded(x.low), rounded(x.high)}; }
/** 2^n for whole n in -126 to 127. */
inline Quad power_of_two(QuadMask n) { return (Quad)((n + 127) << 23); }
/** x 2^n, in two steps, since 2^n alone may be no normal number. */
inline Quad scaled(Quad x, Quad n) {
  const QuadMask whole = __builtin_convertvector(n, QuadMask);
  const QuadMask half = whole >> 1;
  return x * power_of_two(half) * power_of_two(whole - half);
}
inline V scaled(V x, V n) { return {scaled(x.low, n.low), scaled(x.high, n.high)}; }
inline Quad fused(Quad a, Quad b, Quad c) {
  Quad result;
  for (int i = 0; i < 4; ++i) {
    // The product of two floats is exact in double.
    result[i] = static_cast<float>(static_cast<double>(a[i]) * b[i] + c[i]);
  }
  return result;
}
/** a b + c, rounded once on every instruction set. */
inline V fused(V a, V b, V c) { return {fused(a.low, b.low, c.low), fused(a.high, b.high, c.high)}; }
