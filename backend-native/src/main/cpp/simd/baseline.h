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
