// fovea_max_run and fovea_average_run against plain loops, at every width of a tile.

#include "check.h"

namespace {

enum class Kind { MAX, AVERAGE };

struct Case {
  fovea_window window;
  int32_t block;
  std::vector<int64_t> offsets;
  std::vector<float> src;
  std::vector<float> row_counts;
  std::vector<float> column_counts;
};

int64_t dst_floats(const Case &c) {
  return (c.window.planes - 1) * c.window.dst_plane + (c.window.rows - 1) * c.window.dst_row +
         int64_t{c.window.columns} * c.block;
}

Case random_case(int32_t block, int32_t columns, Random &random) {
  Case c;
  c.block = block;
  fovea_window &window = c.window;
  window.planes = random.between(1, 3);
  window.rows = random.between(1, 3);
  window.columns = columns;
  window.taps = random.between(1, 9);
  window.src_column = static_cast<int64_t>(block) * random.between(1, 3);
  window.src_row = columns * window.src_column;
  window.src_plane = window.rows * window.src_row + block * random.between(0, 4);
  window.dst_row = static_cast<int64_t>(block) * (columns + random.between(0, 1));
  window.dst_plane = window.rows * window.dst_row + block * random.between(0, 1);
  window.f = IDENTITY;
  const int32_t reach = random.between(1, 7);
  c.offsets.assign(window.taps, 0);
  for (int32_t t = 1; t < window.taps; ++t) {
    c.offsets[t] = static_cast<int64_t>(block) * (t == 1 ? reach : random.between(0, reach));
  }
  const int64_t last = (window.planes - 1) * window.src_plane +
                       (window.rows - 1) * window.src_row + (columns - 1) * window.src_column;
  c.src = random.integers((window.taps > 1 ? block * reach : 0) + last + block);
  // Powers of two, so that divisions are exact.
  for (int32_t r = 0; r < window.rows; ++r) {
    c.row_counts.push_back(static_cast<float>(1 << random.between(0, 2)) * 0.25f);
  }
  for (int32_t column = 0; column < columns; ++column) {
    c.column_counts.push_back(static_cast<float>(1 << random.between(0, 2)));
  }
  return c;
}

float value(Kind kind, const Case &c, int32_t p, int32_t r, int32_t column, int32_t lane) {
  const fovea_window &window = c.window;
  const int64_t from =
      p * window.src_plane + r * window.src_row + column * window.src_column + lane;
  double sum = 0;
  double most = -INFINITY;
  for (int32_t t = 0; t < window.taps; ++t) {
    const double x = c.src[from + c.offsets[t]];
    most = x > most ? x : most;
    sum += x * window.f.alpha;
  }
  const double counts = double{c.row_counts[r]} * c.column_counts[column];
  return static_cast<float>(kind == Kind::MAX ? most : sum / counts);
}

void run(int32_t isa, Kind kind, Case c, Edge edge) {
  if (kind == Kind::AVERAGE) {
    c.window.f.alpha = 0.25f;
  }
  const fovea_window &window = c.window;
  const Input<float> src(c.src, edge);
  const Input<int64_t> offsets(c.offsets, edge);
  const Input<float> row_counts(c.row_counts, edge);
  const Input<float> column_counts(c.column_counts, edge);
  std::vector<float> wanted = untouched(dst_floats(c));
  Guarded<float> dst(wanted, edge);
  if (kind == Kind::MAX) {
    fovea_max_run(isa, &window, src.address(), offsets.address(), dst.address());
  } else {
    fovea_average_run(isa, &window, src.address(), offsets.address(), row_counts.address(),
                      column_counts.address(), dst.address());
  }
  for (int32_t p = 0; p < window.planes; ++p) {
    for (int32_t r = 0; r < window.rows; ++r) {
      for (int32_t i = 0; i < window.columns * c.block; ++i) {
        const int64_t to = p * window.dst_plane + r * window.dst_row + i;
        wanted[to] = value(kind, c, p, r, i / c.block, i % c.block);
      }
    }
  }
  for (int64_t i = 0; i < dst.count(); ++i) {
    if (dst[i] != wanted[i]) {
      fail("window: dst[%ld] is %g; expected %g; kind %d, isa %d, planes %d, rows %d, columns %d, "
           "taps %d",
           static_cast<long>(i), dst[i], wanted[i], static_cast<int>(kind), isa, window.planes,
           window.rows, window.columns, window.taps);
    }
  }
}

}  // namespace

void window_test(int32_t isa) {
  Random random(2);
  for (int32_t columns = 1; columns <= 31; ++columns) {
    for (const Edge edge : EDGES) {
      for (int32_t i = 0; i < 4; ++i) {
        const Case c = random_case(fovea_block(isa), columns, random);
        run(isa, Kind::MAX, c, edge);
        run(isa, Kind::AVERAGE, c, edge);
      }
    }
  }
}
