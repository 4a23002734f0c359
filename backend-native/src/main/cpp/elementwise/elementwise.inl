// Element by element, and plane by plane. Included inside the anonymous namespace of one file per
// instruction set, behind its vectors and functions.

/** Whole vectors, then what is left through a vector on the stack. */
template <typename Function>
inline void each(int64_t count, const float *a, const float *b, float *dst, Function function) {
  int64_t i = 0;
  for (; i + BLOCK <= count; i += BLOCK) {
    store(dst + i, function(load(a + i), load(b + i)));
  }
  if (i < count) {
    float rest[3][BLOCK] = {};
    for (int64_t j = i; j < count; ++j) {
      rest[0][j - i] = a[j];
      rest[1][j - i] = b[j];
    }
    store(rest[2], function(load(rest[0]), load(rest[1])));
    for (int64_t j = i; j < count; ++j) {
      dst[j] = rest[2][j - i];
    }
  }
}

void activate(const fovea_activation &f, int64_t count, const float *src, float *dst) {
  each(count, src, src, dst, [&f](V x, V) { return activated(f, x); });
}

void add_arrays(const fovea_activation &f, int64_t count, const float *a, const float *b,
                float *dst) {
  each(count, a, b, dst, [&f](V x, V y) { return activated(f, add(x, y)); });
}

void scale(int64_t planes, int64_t positions, const float *src, const float *gate, float *dst) {
  for (int64_t p = 0; p < planes; ++p) {
    const V factor = load(gate + p * BLOCK);
    for (int64_t i = 0; i < positions; ++i) {
      store(dst, mul(load(src), factor));
      src += BLOCK;
      dst += BLOCK;
    }
  }
}

void mean(int64_t planes, int64_t positions, const float *src, float *dst) {
  const V count = all(static_cast<float>(positions));
  for (int64_t p = 0; p < planes; ++p) {
    // Four sums, since one would wait for itself.
    V sums[4] = {all(0.0f), all(0.0f), all(0.0f), all(0.0f)};
    for (int64_t i = 0; i < positions; ++i) {
      sums[i % 4] = add(sums[i % 4], load(src));
      src += BLOCK;
    }
    store(dst + p * BLOCK, div(add(add(sums[0], sums[1]), add(sums[2], sums[3])), count));
  }
}
