// Depthwise convolution, straight from the blocked map. Included inside the anonymous namespace of
// one file per instruction set, behind its vectors and functions.
//
// Rows of the kernel that lie outside the map are left out. Along a row, positions outside read as
// zeros: a tile at the edge asks for each position that may lie there, all others ask for none.

/** What one tile reads and writes. */
struct DepthwiseTile {
  const float *row;     // of the map, at the first row of the kernel that lies inside
  const float *weights; // of that row
  int64_t rows;         // of the kernel, inside
  int64_t column;       // of the map, at the first output's first tap; may lie outside
  const float *bias;
  const float *residual;
  float *dst;
};

using DepthwiseRun = void (*)(const fovea_depthwise &, const DepthwiseTile &);

// Inlined always, or the sums would go through memory.
template <int COLUMNS>
__attribute__((always_inline)) inline void finish_depthwise(const fovea_depthwise &shape,
                                                            const DepthwiseTile &at,
                                                            V (&sums)[COLUMNS]) {
  // Copies, since a store might change what a reference names.
  const fovea_activation f = shape.f;
  const float *residual = at.residual;
  float *dst = at.dst;
  if (residual) {
#pragma GCC unroll 16
    for (int c = 0; c < COLUMNS; ++c) {
      sums[c] = add(sums[c], load(residual + c * BLOCK));
    }
  }
  if (f.function == FOVEA_CLAMP) {
    const V low = all(f.alpha);
    const V high = all(f.beta);
#pragma GCC unroll 16
    for (int c = 0; c < COLUMNS; ++c) {
      sums[c] = at_most(high, at_least(low, sums[c]));
    }
  }
#pragma GCC unroll 16
  for (int c = 0; c < COLUMNS; ++c) {
    store(dst + c * BLOCK, sums[c]);
  }
  if (f.function != FOVEA_CLAMP) {
    activate_columns(shape.f, COLUMNS, BLOCK, dst);
  }
}

/**
 * Kernels of TAPS columns without dilation: weights of a row lie in registers, and each input is
 * loaded once for all outputs that read it.
 */
template <int TAPS, int STRIDE, bool EDGE>
struct Sliding {
  template <int COLUMNS>
  struct Tile {
    static constexpr int POSITIONS = (COLUMNS - 1) * STRIDE + TAPS;

    static void run(const fovea_depthwise &shape, const DepthwiseTile &at) {
      V sums[COLUMNS];
      const V bias = load(at.bias);
#pragma GCC unroll 16
      for (int c = 0; c < COLUMNS; ++c) {
        sums[c] = bias;
      }
      const float *first = at.row + at.column * BLOCK;
      const int64_t before = -at.column;
      const int64_t inside = shape.src_columns - at.column;
      const float *weights = at.weights;
      for (int64_t r = 0; r < at.rows; ++r) {
        V w[TAPS];
#pragma GCC unroll 8
        for (int k = 0; k < TAPS; ++k) {
          w[k] = load(weights + k * BLOCK);
        }
#pragma GCC unroll 64
        for (int p = 0; p < POSITIONS; ++p) {
          // No window reaches further over an edge than all its taps but one.
          const bool outside =
              EDGE && ((p < TAPS - 1 && p < before) || (p > POSITIONS - TAPS && p >= inside));
          const V x = held(outside ? all(0.0f) : load(first + p * BLOCK));
#pragma GCC unroll 8
          for (int k = 0; k < TAPS; ++k) {
            if (p >= k && (p - k) % STRIDE == 0 && (p - k) / STRIDE < COLUMNS) {
              sums[(p - k) / STRIDE] = fma(x, w[k], sums[(p - k) / STRIDE]);
            }
          }
        }
        first += int64_t{shape.row_dilation} * shape.src_columns * BLOCK;
        weights += TAPS * BLOCK;
      }
      finish_depthwise<COLUMNS>(shape, at, sums);
    }
  };
};

/** Kernels of any width and dilation, without a look at the edges. */
template <int COLUMNS>
struct AnyTile {
  static void run(const fovea_depthwise &shape, const DepthwiseTile &at) {
    run(shape, at, 0, shape.kernel_columns);
  }

  /** The taps of a row from first to end. */
  static void run(const fovea_depthwise &shape, const DepthwiseTile &at, int64_t first,
                  int64_t end) {
    V sums[COLUMNS];
    const V bias = load(at.bias);
#pragma GCC unroll 16
    for (int c = 0; c < COLUMNS; ++c) {
      sums[c] = bias;
    }
    const int64_t step = int64_t{shape.column_stride} * BLOCK;
    for (int64_t r = 0; r < at.rows; ++r) {
      const float *row = at.row + r * shape.row_dilation * shape.src_columns * BLOCK;
      const float *weights = at.weights + r * shape.kernel_columns * BLOCK;
      for (int64_t k = first; k < end; ++k) {
        const float *tap = row + (at.column + k * shape.column_dilation) * BLOCK;
        const V w = load(weights + k * BLOCK);
#pragma GCC unroll 16
        for (int c = 0; c < COLUMNS; ++c) {
          sums[c] = fma(load(tap + c * step), w, sums[c]);
        }
      }
    }
    finish_depthwise<COLUMNS>(shape, at, sums);
  }
};

/** Entry c - 1 makes c columns. */
template <template <int> class Tile, typename Columns>
struct DepthwiseTable;

template <template <int> class Tile, int... C>
struct DepthwiseTable<Tile, std::integer_sequence<int, C...>> {
  static constexpr DepthwiseRun by_columns[] = {Tile<C + 1>::run...};
};

template <template <int> class Tile>
constexpr const DepthwiseRun *depthwise_tiles() {
  return DepthwiseTable<Tile, std::make_integer_sequence<int, MOST_COLUMNS>>::by_columns;
}

/** The taps of a window that lie inside, from first to end. */
struct Inside {
  int64_t first;
  int64_t end;
};

inline Inside inside(int64_t begin, int64_t dilation, int64_t taps, int64_t size) {
  // Dividing takes as long as a dozen multiply-adds.
  const auto steps = [=](int64_t n) { return dilation == 1 ? n : (n + dilation - 1) / dilation; };
  const int64_t first = begin < 0 ? steps(-begin) : 0;
  const int64_t end = begin < size ? steps(size - begin) : 0;
  const int64_t last = end < taps ? end : taps;
  return {first < last ? first : last, last};
}

/** Columns in tiles of nearly equal width: a narrow one would wait for its sums. */
struct DepthwiseCut {
  int64_t first;
  int64_t end;
  int64_t width; // of a tile, or one more
  int64_t wider; // tiles

  DepthwiseCut(int64_t from, int64_t to) : first(from), end(to), width(0), wider(0) {
    const int64_t across = (end - first + MOST_COLUMNS - 1) / MOST_COLUMNS;
    if (across > 0) {
      width = (end - first) / across;
      wider = (end - first) % across;
    }
  }

  template <typename Run>
  void each(const fovea_depthwise &shape, const DepthwiseTile &row, Run run) const {
    DepthwiseTile at = row;
    int64_t wide = wider;
    for (int64_t column = first; column < end;) {
      const int64_t columns = width + (wide-- > 0 ? 1 : 0);
      at.column = column * shape.column_stride - shape.left;
      at.residual = row.residual ? row.residual + column * BLOCK : nullptr;
      at.dst = row.dst + column * BLOCK;
      run(at, columns);
      column += columns;
    }
  }
};

/** Runs the rows of all planes; Row makes one. */
template <typename Row>
inline void each_depthwise_row(const fovea_depthwise &shape, int64_t planes, int64_t first_row,
                               int64_t rows, const DepthwiseTile &from, Row run) {
  const int64_t src_row = int64_t{shape.src_columns} * BLOCK;
  const int64_t dst_row = int64_t{shape.dst_columns} * BLOCK;
  for (int64_t p = 0; p < planes; ++p) {
    for (int64_t r = first_row; r < first_row + rows; ++r) {
      const int64_t begin = r * shape.row_stride - shape.top;
      const Inside taps = inside(begin, shape.row_dilation, shape.kernel_rows, shape.src_rows);
      const int64_t to = (p * shape.dst_rows + r) * dst_row;
      DepthwiseTile at = {};
      at.row = from.row + (p * shape.src_rows + begin + taps.first * shape.row_dilation) * src_row;
      const int64_t kernel_row = p * shape.kernel_rows + taps.first;
      at.weights = from.weights + kernel_row * shape.kernel_columns * BLOCK;
      at.rows = taps.end - taps.first;
      at.bias = from.bias + p * BLOCK;
      at.residual = from.residual ? from.residual + to : nullptr;
      at.dst = from.dst + to;
      run(at);
    }
  }
}

template <int TAPS, int STRIDE>
void sliding(const fovea_depthwise &shape, int64_t planes, int64_t first_row, int64_t rows,
             const DepthwiseTile &from) {
  const DepthwiseRun *edges = depthwise_tiles<Sliding<TAPS, STRIDE, true>::template Tile>();
  const DepthwiseRun *others = depthwise_tiles<Sliding<TAPS, STRIDE, false>::template Tile>();
  const DepthwiseCut cut(0, shape.dst_columns);
  each_depthwise_row(shape, planes, first_row, rows, from, [&](const DepthwiseTile &row) {
    cut.each(shape, row, [&](const DepthwiseTile &at, int64_t columns) {
      const bool edge =
          at.column < 0 || at.column + (columns - 1) * STRIDE + TAPS > shape.src_columns;
      (edge ? edges : others)[columns - 1](shape, at);
    });
  });
}

/** One output, whose window reaches over an edge. */
inline void any_edge(const fovea_depthwise &shape, const DepthwiseTile &at, int64_t columns) {
  DepthwiseTile one = at;
  for (int64_t c = 0; c < columns; ++c) {
    const Inside taps =
        inside(one.column, shape.column_dilation, shape.kernel_columns, shape.src_columns);
    AnyTile<1>::run(shape, one, taps.first, taps.end);
    one.column += shape.column_stride;
    one.residual = one.residual ? one.residual + BLOCK : nullptr;
    one.dst += BLOCK;
  }
}

void any(const fovea_depthwise &shape, int64_t planes, int64_t first_row, int64_t rows,
         const DepthwiseTile &from) {
  const int64_t reach = int64_t{shape.kernel_columns - 1} * shape.column_dilation + 1;
  // Outputs whose windows lie inside follow each other.
  const Inside outputs = inside(-int64_t{shape.left}, shape.column_stride, shape.dst_columns,
                                shape.src_columns - reach + 1);
  const DepthwiseCut left(0, outputs.first);
  const DepthwiseCut middle(outputs.first, outputs.end);
  const DepthwiseCut right(outputs.end, shape.dst_columns);
  const DepthwiseRun *tiles = depthwise_tiles<AnyTile>();
  each_depthwise_row(shape, planes, first_row, rows, from, [&](const DepthwiseTile &row) {
    const auto at_edge = [&](const DepthwiseTile &at, int64_t columns) {
      any_edge(shape, at, columns);
    };
    left.each(shape, row, at_edge);
    middle.each(shape, row, [&](const DepthwiseTile &at, int64_t columns) {
      tiles[columns - 1](shape, at);
    });
    right.each(shape, row, at_edge);
  });
}

using Depthwise = void (*)(const fovea_depthwise &, int64_t, int64_t, int64_t,
                           const DepthwiseTile &);

template <int TAPS>
Depthwise sliding_kernel(int32_t stride) {
  switch (stride) {
    case 1:
      return sliding<TAPS, 1>;
    case 2:
      return sliding<TAPS, 2>;
    default:
      return any;
  }
}

Depthwise depthwise_kernel(const fovea_depthwise &shape) {
  const int64_t taps = shape.kernel_columns;
  const int64_t over = int64_t{shape.dst_columns - 1} * shape.column_stride + taps - shape.left -
                       shape.src_columns;
  if (shape.column_dilation == 1 && shape.left < taps && over < taps) {
    switch (taps) {
      case 3:
        return sliding_kernel<3>(shape.column_stride);
      case 5:
        return sliding_kernel<5>(shape.column_stride);
    }
  }
  return any;
}

void depthwise(const fovea_depthwise &shape, int64_t planes, int64_t first_row, int64_t rows,
               const float *src, const float *weights, const float *bias, const float *residual,
               float *dst) {
  DepthwiseTile from = {};
  from.row = src;
  from.weights = weights;
  from.bias = bias;
  from.residual = residual;
  from.dst = dst;
  depthwise_kernel(shape)(shape, planes, first_row, rows, from);
}
