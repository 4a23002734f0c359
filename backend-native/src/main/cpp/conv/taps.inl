// Convolution as a list of taps. Included inside the anonymous namespace of one file per instruction
// set, behind its vectors.

/** The sums of one tile: COLUMNS output positions by PAIR blocks of output channels. */
template <int COLUMNS, int PAIR, int LANES>
inline void sum_taps(const fovea_conv &conv, const float *src, const int64_t *offsets,
                     const float *weights, V (&sums)[COLUMNS][PAIR]) {
  const int64_t step = conv.src_column;
  for (int32_t t = 0; t < conv.taps; ++t) {
    const float *tap = src + offsets[t];
#pragma GCC unroll 1
    for (int lane = 0; lane < LANES; ++lane) {
      V w[PAIR];
      for (int k = 0; k < PAIR; ++k) {
        w[k] = load(weights + k * BLOCK);
      }
      weights += PAIR * BLOCK;
#pragma GCC unroll 16
      for (int c = 0; c < COLUMNS; ++c) {
        const V x = all(tap[c * step + lane]);
        for (int k = 0; k < PAIR; ++k) {
          sums[c][k] = fma(x, w[k], sums[c][k]);
        }
      }
    }
  }
}

/** Not inlined, so that its loops leave the registers of the sums alone. */
__attribute__((noinline)) void activate_tile(const fovea_conv &conv, int columns, int blocks,
                                             float *dst) {
  for (int k = 0; k < blocks; ++k) {
    activate_columns(conv.f, columns, conv.dst_column, dst + k * conv.dst_block);
  }
}

/** Adds the residual, clamps and stores. Inlined always, or the sums would go through memory. */
template <int COLUMNS, int PAIR>
__attribute__((always_inline)) inline void finish_taps(const fovea_conv &conv,
                                                       const float *residual, float *dst,
                                                       V (&sums)[COLUMNS][PAIR]) {
  // Copies, since a store might change what a reference names.
  const int64_t column = conv.dst_column;
  const int64_t block = conv.dst_block;
  const bool clamps = conv.f.function == FOVEA_CLAMP;
  const V low = all(conv.f.alpha);
  const V high = all(conv.f.beta);
  if (residual) {
#pragma GCC unroll 16
    for (int c = 0; c < COLUMNS; ++c) {
#pragma GCC unroll 2
      for (int k = 0; k < PAIR; ++k) {
        sums[c][k] = add(sums[c][k], load(residual + c * column + k * block));
      }
    }
  }
  if (clamps) {
#pragma GCC unroll 16
    for (int c = 0; c < COLUMNS; ++c) {
#pragma GCC unroll 2
      for (int k = 0; k < PAIR; ++k) {
        sums[c][k] = at_most(high, at_least(low, sums[c][k]));
      }
    }
  }
#pragma GCC unroll 16
  for (int c = 0; c < COLUMNS; ++c) {
#pragma GCC unroll 2
    for (int k = 0; k < PAIR; ++k) {
      store(dst + c * column + k * block, sums[c][k]);
    }
  }
  if (!clamps) {
    activate_tile(conv, COLUMNS, PAIR, dst);
  }
}

template <int COLUMNS, int PAIR, int LANES>
void tile(const fovea_conv &conv, const float *src, const int64_t *offsets, const float *weights,
          const float *bias, const float *residual, float *dst) {
  V sums[COLUMNS][PAIR];
#pragma GCC unroll 2
  for (int k = 0; k < PAIR; ++k) {
    const V b = load(bias + k * BLOCK);
#pragma GCC unroll 16
    for (int c = 0; c < COLUMNS; ++c) {
      sums[c][k] = b;
    }
  }
  sum_taps<COLUMNS, PAIR, LANES>(conv, src, offsets, weights, sums);
  finish_taps<COLUMNS, PAIR>(conv, residual, dst, sums);
}

using Tile = void (*)(const fovea_conv &, const float *, const int64_t *, const float *,
                      const float *, const float *, float *);

/** Entry c - 1 makes c columns. */
template <int PAIR, int LANES, typename Columns>
struct Tiles;

template <int PAIR, int LANES, int... C>
struct Tiles<PAIR, LANES, std::integer_sequence<int, C...>> {
  static constexpr Tile by_columns[] = {tile<C + 1, PAIR, LANES>...};
};

template <int PAIR, int LANES>
void run_blocks(const fovea_conv &conv, const float *src, const int64_t *offsets,
                const float *weights, const float *bias, const float *residual, float *dst) {
  using Table = Tiles<PAIR, LANES, std::make_integer_sequence<int, MOST_COLUMNS>>;
  // Tiles of nearly equal width: a narrow one would wait for its own sums.
  const int32_t across = (conv.columns + MOST_COLUMNS - 1) / MOST_COLUMNS;
  for (int32_t row = 0; row < conv.rows; ++row) {
    int32_t column = 0;
    for (int32_t i = 0; i < across; ++i) {
      const int32_t end = static_cast<int32_t>(int64_t{conv.columns} * (i + 1) / across);
      const int64_t to = row * conv.dst_row + column * conv.dst_column;
      Table::by_columns[end - column - 1](conv, src + row * conv.src_row + column * conv.src_column,
                                   offsets, weights, bias, residual ? residual + to : nullptr,
                                   dst + to);
      column = end;
    }
  }
}

template <int LANES>
void run_taps(const fovea_conv &conv, const float *src, const int64_t *offsets,
              const float *weights, const float *bias, const float *residual, float *dst) {
  const int64_t packed = int64_t{conv.taps} * LANES * BLOCK;
  int32_t block = 0;
  while (block < conv.oc_blocks) {
    const bool pair = block + 2 <= conv.oc_blocks;
    const int64_t to = block * conv.dst_block;
    const float *w = weights + block * packed;
    const float *b = bias + block * BLOCK;
    const float *r = residual ? residual + to : nullptr;
    if (pair) {
      run_blocks<2, LANES>(conv, src, offsets, w, b, r, dst + to);
    } else {
      run_blocks<1, LANES>(conv, src, offsets, w, b, r, dst + to);
    }
    block += pair ? 2 : 1;
  }
}

void conv(const fovea_conv &shape, const float *src, const int64_t *offsets,
          const float *weights, const float *bias, const float *residual, float *dst) {
  if (shape.lanes == 1) {
    run_taps<1>(shape, src, offsets, weights, bias, residual, dst);
  } else {
    run_taps<BLOCK>(shape, src, offsets, weights, bias, residual, dst);
  }
}
