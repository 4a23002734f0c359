// Pooling: windows over each plane by itself. Included inside the anonymous namespace of one file per
// instruction set, behind its vectors.

/** What one tile reads and writes. */
struct WindowTile {
  const float *src;
  const float *column_counts;
  float row_count;
  float *dst;
};

template <int COLUMNS>
struct MaxTile {
  static void run(const fovea_window &window, const int64_t *offsets, const WindowTile &at) {
    V most[COLUMNS];
    for (int c = 0; c < COLUMNS; ++c) {
      most[c] = load(at.src + offsets[0] + c * window.src_column);
    }
    for (int32_t t = 1; t < window.taps; ++t) {
      const float *tap = at.src + offsets[t];
#pragma GCC unroll 16
      for (int c = 0; c < COLUMNS; ++c) {
        most[c] = larger(most[c], load(tap + c * window.src_column));
      }
    }
    for (int c = 0; c < COLUMNS; ++c) {
      store(at.dst + c * BLOCK, most[c]);
    }
  }
};

template <int COLUMNS>
struct AverageTile {
  static void run(const fovea_window &window, const int64_t *offsets, const WindowTile &at) {
    V sums[COLUMNS];
    for (int c = 0; c < COLUMNS; ++c) {
      sums[c] = all(0.0f);
    }
    const V scale = all(window.f.alpha);
    for (int32_t t = 0; t < window.taps; ++t) {
      const float *tap = at.src + offsets[t];
#pragma GCC unroll 16
      for (int c = 0; c < COLUMNS; ++c) {
        sums[c] = fma(load(tap + c * window.src_column), scale, sums[c]);
      }
    }
    for (int c = 0; c < COLUMNS; ++c) {
      store(at.dst + c * BLOCK, div(sums[c], all(at.row_count * at.column_counts[c])));
    }
  }
};

using RunWindow = void (*)(const fovea_window &, const int64_t *, const WindowTile &);

/** Entry c - 1 makes c columns. */
template <template <int> class Kernel, typename Columns>
struct WindowTable;

template <template <int> class Kernel, int... C>
struct WindowTable<Kernel, std::integer_sequence<int, C...>> {
  static constexpr RunWindow by_columns[] = {Kernel<C + 1>::run...};
};

/** Runs a kernel over all tiles; what a kernel does not read is null. */
template <template <int> class Kernel>
void each_tile(const fovea_window &window, const float *src, const int64_t *offsets,
               const float *row_counts, const float *column_counts, float *dst) {
  using Table = WindowTable<Kernel, std::make_integer_sequence<int, MOST_COLUMNS>>;
  const int32_t across = (window.columns + MOST_COLUMNS - 1) / MOST_COLUMNS;
  for (int32_t p = 0; p < window.planes; ++p) {
    for (int32_t row = 0; row < window.rows; ++row) {
      int32_t column = 0;
      for (int32_t i = 0; i < across; ++i) {
        const int32_t end = static_cast<int32_t>(int64_t{window.columns} * (i + 1) / across);
        WindowTile at = {};
        at.src = src + p * window.src_plane + row * window.src_row + column * window.src_column;
        at.dst = dst + p * window.dst_plane + row * window.dst_row + column * BLOCK;
        if (row_counts) {
          at.row_count = row_counts[row];
          at.column_counts = column_counts + column;
        }
        Table::by_columns[end - column - 1](window, offsets, at);
        column = end;
      }
    }
  }
}

void max_pool(const fovea_window &window, const float *src, const int64_t *offsets, float *dst) {
  each_tile<MaxTile>(window, src, offsets, nullptr, nullptr, dst);
}

void average_pool(const fovea_window &window, const float *src, const int64_t *offsets,
                  const float *row_counts, const float *column_counts, float *dst) {
  each_tile<AverageTile>(window, src, offsets, row_counts, column_counts, dst);
}
