#include "layout/layout.h"

#include <cstring>

namespace fovea {

void to_blocked(int64_t block, int64_t channels, int64_t positions, const float *src, float *dst) {
  for (int64_t first = 0; first < channels; first += block) {
    const int64_t lanes = channels - first < block ? channels - first : block;
    for (int64_t i = 0; i < positions; ++i) {
      for (int64_t lane = 0; lane < lanes; ++lane) {
        dst[i * block + lane] = src[lane * positions + i];
      }
      for (int64_t lane = lanes; lane < block; ++lane) {
        dst[i * block + lane] = 0.0f;
      }
    }
    src += lanes * positions;
    dst += block * positions;
  }
}

void to_plain(int64_t block, int64_t channels, int64_t positions, const float *src, float *dst) {
  for (int64_t first = 0; first < channels; first += block) {
    const int64_t lanes = channels - first < block ? channels - first : block;
    for (int64_t lane = 0; lane < lanes; ++lane) {
      for (int64_t i = 0; i < positions; ++i) {
        dst[lane * positions + i] = src[i * block + lane];
      }
    }
    src += block * positions;
    dst += lanes * positions;
  }
}

void zero_lanes(int64_t block, int64_t first, int64_t rows, int64_t columns, int64_t row_step,
                int64_t column_step, float *at) {
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < columns; ++c) {
      for (int64_t lane = first; lane < block; ++lane) {
        at[r * row_step + c * column_step + lane] = 0.0f;
      }
    }
  }
}

void copy_rows(int64_t rows, int64_t count, int64_t src_step, int64_t dst_step, const float *src,
               float *dst) {
  for (int64_t r = 0; r < rows; ++r) {
    std::memcpy(dst + r * dst_step, src + r * src_step, count * sizeof(float));
  }
}

void pack(int64_t block, int64_t oc, int64_t sums, int64_t oc_step, const float *src,
          const int64_t *sources, float *dst) {
  const int64_t blocks = (oc + block - 1) / block;
  for (int64_t b = 0; b < blocks; b += 2) {
    const int64_t channels = (b + 2 <= blocks ? 2 : 1) * block;
    const float *first = src + b * block * oc_step;
    const int64_t known = oc - b * block < channels ? oc - b * block : channels;
    for (int64_t s = 0; s < sums; ++s) {
      for (int64_t c = 0; c < channels; ++c) {
        *dst++ = c < known && sources[s] >= 0 ? first[c * oc_step + sources[s]] : 0.0f;
      }
    }
  }
}

namespace {

float *fill(float *to, int64_t count, float value) {
  for (int64_t i = 0; i < count; ++i) {
    to[i] = value;
  }
  return to + count;
}

}  // namespace

void gather(const fovea_gather &shape, int32_t first_row, const float *src, float *tile) {
  const int64_t lanes = shape.lanes;
  const int32_t end = shape.first_column + shape.columns;
  const int32_t from = shape.first_column < 0 ? 0 : shape.first_column;
  const int32_t to = end < shape.width ? end : shape.width;
  const int64_t inside = to > from ? to - from : 0;
  const int64_t before = inside ? from - shape.first_column : shape.columns;
  const int64_t behind = shape.columns - before - inside;
  const int64_t row_floats = int64_t{shape.width} * lanes;
  for (int32_t p = 0; p < shape.planes; ++p) {
    for (int32_t y = 0; y < shape.rows; ++y) {
      const int32_t row = first_row + y;
      if (row < 0 || row >= shape.height) {
        tile = fill(tile, shape.columns * lanes, shape.fill);
        continue;
      }
      tile = fill(tile, before * lanes, shape.fill);
      std::memcpy(tile, src + row * row_floats + from * lanes, inside * lanes * sizeof(float));
      tile = fill(tile + inside * lanes, behind * lanes, shape.fill);
    }
    src += shape.height * row_floats;
  }
}

}  // namespace fovea
