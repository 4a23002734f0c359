// Functions of one value. Included inside the anonymous namespace of one file per instruction set,
// behind its vectors.

/** e^x as p 2^n, p within 1.5 ULP and near 1, for x in -110 to 89; n is whole. */
struct Exponential {
  V p;
  V n;
};

inline Exponential exponential(V x) {
  // Beyond these, x e^x is 0 and e^x infinity.
  const V bounded = at_most(all(89.0f), at_least(all(-110.0f), x));
  // Cody and Waite: x = n ln 2 + r, |r| <= ln 2 / 2, with ln 2 in two parts.
  const V n = rounded(mul(bounded, all(1.44269504f)));
  V r = fma(n, all(-0.693359375f), bounded);
  r = fma(n, all(2.12194440e-4f), r);
  // Cephes expf (Moshier): e^r = 1 + r + r^2 p(r).
  V p = all(1.9875691500e-4f);
  p = fma(p, r, all(1.3981999507e-3f));
  p = fma(p, r, all(8.3334519073e-3f));
  p = fma(p, r, all(4.1665795894e-2f));
  p = fma(p, r, all(1.6666665459e-1f));
  p = fma(p, r, all(5.0000001201e-1f));
  return {add(fma(p, mul(r, r), r), all(1.0f)), n};
}

/** 1 / (1 + e^-x) and x times that, from e^-|x| so that nothing overflows. */
inline V sigmoid(V x, bool times_x) {
  const Exponential e = exponential(where_negative(x, x, sub(all(0.0f), x)));
  const V denominator = add(all(1.0f), scaled(e.p, e.n));
  // 2^n comes last, since e^x alone may have lost bits below the normal numbers.
  const V above = times_x ? mul(at_least(all(-110.0f), x), e.p) : e.p;
  const V positive = times_x ? x : all(1.0f);
  const V negative = scaled(div(above, denominator), e.n);
  return where_negative(x, negative, div(positive, denominator));
}

/** f(x) if that is a clamp; other functions follow when the sums are stored. */
inline V clamped(const fovea_activation &f, V x) {
  if (f.function != FOVEA_CLAMP) {
    return x;
  }
  return at_most(all(f.beta), at_least(all(f.alpha), x));
}

inline V hard_sigmoid(const fovea_activation &f, V x) {
  const V line = fused(all(f.alpha), x, all(f.beta));
  return at_most(all(1.0f), at_least(all(0.0f), line));
}

inline V activated(const fovea_activation &f, V x) {
  switch (f.function) {
    case FOVEA_LEAKY:
      return where_negative(x, mul(all(f.alpha), x), x);
    case FOVEA_HARD_SIGMOID:
      return hard_sigmoid(f, x);
    case FOVEA_HARD_SWISH:
      return mul(x, hard_sigmoid(f, x));
    case FOVEA_SIGMOID:
      return sigmoid(x, false);
    case FOVEA_SILU:
      return sigmoid(x, true);
    case FOVEA_CLAMP:
      return clamped(f, x);
    default: {
      float lanes[BLOCK];
      store(lanes, x);
      for (float &lane : lanes) {
        lane = fovea::scalar_function(f, lane);
      }
      return load(lanes);
    }
  }
}

/** Replaces columns of one block by the function of what they hold. */
inline void activate_columns(const fovea_activation &f, int32_t columns, int64_t step, float *at) {
  for (int32_t c = 0; c < columns; ++c) {
    store(at + c * step, activated(f, load(at + c * step)));
  }
}
