// fovea_depthwise_run against plain loops: every width of a tile, with and without edges.

#include "check.h"

namespace {

struct Case {
  fovea_depthwise shape;
  int32_t block;
  int64_t planes;
  std::vector<float> src;
  std::vector<float> weights; /* by plane, row and column of the kernel, lane */
  std::vector<float> bias;
  std::vector<float> residual;
};

/** Returns outputs along an axis; what lies behind src is padding too. */
int32_t outputs(int32_t src, int32_t kernel, int32_t stride, int32_t dilation, int32_t begin,
                int32_t end) {
  return (src + begin + end - ((kernel - 1) * dilation + 1)) / stride + 1;
}

Case random_case(int32_t block, int32_t columns, Random &random) {
  constexpr int32_t KERNELS[] = {1, 2, 3, 3, 3, 5, 5, 7};
  Case c;
  c.block = block;
  c.planes = random.between(1, 3);
  fovea_depthwise &shape = c.shape;
  shape.f = IDENTITY;
  shape.kernel_columns = KERNELS[random.between(0, 7)];
  shape.kernel_rows = random.between(0, 1) ? shape.kernel_columns : KERNELS[random.between(0, 7)];
  shape.row_stride = random.between(1, 3);
  shape.column_stride = random.between(1, 3);
  shape.row_dilation = random.between(0, 3) == 0 ? 2 : 1;
  shape.column_dilation = random.between(0, 3) == 0 ? random.between(2, 3) : 1;
  // Paddings that reach beyond the whole map are among them.
  const int32_t height = (shape.kernel_rows - 1) * shape.row_dilation + 1;
  const int32_t width = (shape.kernel_columns - 1) * shape.column_dilation + 1;
  shape.top = random.between(0, height);
  shape.left = random.between(0, width);
  const int32_t bottom = random.between(0, height);
  const int32_t right = random.between(0, width);
  shape.src_columns = columns;
  shape.src_rows = random.between(1, 6);
  while (shape.src_rows + shape.top + bottom < height) {
    ++shape.src_rows;
  }
  while (shape.src_columns + shape.left + right < width) {
    ++shape.src_columns;
  }
  shape.dst_rows = outputs(shape.src_rows, shape.kernel_rows, shape.row_stride, shape.row_dilation,
                           shape.top, bottom);
  shape.dst_columns = outputs(shape.src_columns, shape.kernel_columns, shape.column_stride,
                              shape.column_dilation, shape.left, right);
  c.src = random.integers(c.planes * shape.src_rows * shape.src_columns * block);
  c.weights = random.integers(c.planes * shape.kernel_rows * shape.kernel_columns * block);
  c.bias = random.integers(c.planes * block);
  c.residual = random.integers(c.planes * shape.dst_rows * shape.dst_columns * block);
  return c;
}

float value(const Case &c, int64_t p, int64_t row, int64_t column, int32_t lane) {
  const fovea_depthwise &shape = c.shape;
  double sum = c.bias[p * c.block + lane];
  for (int64_t i = 0; i < shape.kernel_rows; ++i) {
    for (int64_t j = 0; j < shape.kernel_columns; ++j) {
      const int64_t y = row * shape.row_stride - shape.top + i * shape.row_dilation;
      const int64_t x = column * shape.column_stride - shape.left + j * shape.column_dilation;
      if (y >= 0 && y < shape.src_rows && x >= 0 && x < shape.src_columns) {
        const int64_t from = (p * shape.src_rows + y) * shape.src_columns + x;
        const int64_t tap = (p * shape.kernel_rows + i) * shape.kernel_columns + j;
        sum += double{c.src[from * c.block + lane]} * c.weights[tap * c.block + lane];
      }
    }
  }
  return static_cast<float>(sum);
}

/** Makes the rows from first to end - 1 and leaves all others alone. */
void run(int32_t isa, const Case &c, int64_t first, int64_t end, Edge edge, bool residual) {
  const fovea_depthwise &shape = c.shape;
  const Input<float> src(c.src, edge);
  const Input<float> weights(c.weights, edge);
  const Input<float> bias(c.bias, edge);
  const std::vector<float> before =
      residual ? c.residual : untouched(static_cast<int64_t>(c.residual.size()));
  Guarded<float> dst(before, edge);
  fovea_depthwise_run(isa, &shape, c.planes, first, end - first, src.address(), weights.address(),
                      bias.address(), residual ? dst.address() : 0, dst.address());
  for (int64_t i = 0; i < dst.count(); ++i) {
    const int64_t column = i / c.block % shape.dst_columns;
    const int64_t row = i / c.block / shape.dst_columns % shape.dst_rows;
    const int64_t p = i / c.block / shape.dst_columns / shape.dst_rows;
    float wanted = before[i];
    if (row >= first && row < end) {
      wanted = value(c, p, row, column, i % c.block) + (residual ? c.residual[i] : 0.0f);
    }
    if (dst[i] != wanted) {
      fail("depthwise: plane %ld, row %ld, column %ld is %g; expected %g; isa %d, src %dx%d, kernel "
           "%dx%d, stride %dx%d, dilation %dx%d, top %d, left %d, rows %ld to %ld, residual %d",
           static_cast<long>(p), static_cast<long>(row), static_cast<long>(column), dst[i], wanted,
           isa, shape.src_rows, shape.src_columns, shape.kernel_rows, shape.kernel_columns,
           shape.row_stride, shape.column_stride, shape.row_dilation, shape.column_dilation,
           shape.top, shape.left, static_cast<long>(first), static_cast<long>(end), residual);
    }
  }
}

}  // namespace

void depthwise_test(int32_t isa) {
  Random random(7);
  for (int32_t columns = 1; columns <= 31; ++columns) {
    for (const Edge edge : EDGES) {
      for (int32_t i = 0; i < 24; ++i) {
        const Case c = random_case(fovea_block(isa), columns, random);
        const int64_t first = random.between(0, c.shape.dst_rows - 1);
        run(isa, c, 0, c.shape.dst_rows, edge, false);
        run(isa, c, 0, c.shape.dst_rows, edge, true);
        run(isa, c, first, random.between(static_cast<int32_t>(first), c.shape.dst_rows), edge,
            false);
      }
    }
  }
}
