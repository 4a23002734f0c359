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

/** Four partial results, since one would wait for itself; joined in a fixed order. */
template <typename Join>
inline V joined(int64_t vectors, const float *src, V begin, Join join) {
  V parts[4] = {begin, begin, begin, begin};
  int64_t i = 0;
  for (; i + 4 <= vectors; i += 4) {
    for (int part = 0; part < 4; ++part) {
      parts[part] = join(parts[part], load(src + (i + part) * BLOCK));
    }
  }
  for (; i < vectors; ++i) {
    parts[0] = join(parts[0], load(src + i * BLOCK));
  }
  return join(join(parts[0], parts[1]), join(parts[2], parts[3]));
}

void mean_planes(int64_t planes, int64_t positions, const float *src, float *dst) {
  const V count = all(static_cast<float>(positions));
  for (int64_t p = 0; p < planes; ++p) {
    const float *plane = src + p * positions * BLOCK;
    const V sum = joined(positions, plane, all(0.0f), [](V a, V b) { return add(a, b); });
    store(dst + p * BLOCK, div(sum, count));
  }
}

void max_planes(int64_t planes, int64_t positions, const float *src, float *dst) {
  for (int64_t p = 0; p < planes; ++p) {
    const float *plane = src + p * positions * BLOCK;
    const V most = joined(positions, plane, load(plane), [](V a, V b) { return larger(a, b); });
    store(dst + p * BLOCK, most);
  }
}

/** Joins a row of floats: vectors, then their lanes and the rest, one by one. */
template <typename Join, typename JoinFloats>
inline float joined_row(int64_t count, const float *src, float begin, Join join,
                        JoinFloats join_floats) {
  float lanes[BLOCK];
  const int64_t vectors = count / BLOCK;
  store(lanes, joined(vectors, src, all(begin), join));
  float result = begin;
  for (float lane : lanes) {
    result = join_floats(result, lane);
  }
  for (int64_t i = vectors * BLOCK; i < count; ++i) {
    result = join_floats(result, src[i]);
  }
  return result;
}

void mean_rows(int64_t rows, int64_t count, const float *src, float *dst) {
  for (int64_t r = 0; r < rows; ++r) {
    const float sum = joined_row(
        count, src + r * count, 0.0f, [](V a, V b) { return add(a, b); },
        [](float a, float b) { return a + b; });
    dst[r] = sum / static_cast<float>(count);
  }
}

void max_rows(int64_t rows, int64_t count, const float *src, float *dst) {
  for (int64_t r = 0; r < rows; ++r) {
    const float *row = src + r * count;
    dst[r] = joined_row(
        count, row, row[0], [](V a, V b) { return larger(a, b); },
        [](float a, float b) { return b > a || b != b ? b : a; });
  }
}
