// What moves floats about, against plain loops.

#include "check.h"

namespace {

void require(float actual, float wanted, const char *what, int64_t i, int64_t a, int64_t b) {
  if (!same_bits(actual, wanted)) {
    fail("%s: [%ld] is %g; expected %g; sizes %ld, %ld", what, static_cast<long>(i), actual, wanted,
         static_cast<long>(a), static_cast<long>(b));
  }
}

void blocks(int64_t block, int64_t channels, int64_t positions, Edge edge, Random &random) {
  const int64_t padded = (channels + block - 1) / block * block;
  const Input<float> plain(random.reals(channels * positions), edge);
  Guarded<float> blocked(untouched(padded * positions), edge);
  fovea_to_blocked(block, channels, positions, plain.address(), blocked.address());
  for (int64_t c = 0; c < padded; ++c) {
    for (int64_t i = 0; i < positions; ++i) {
      const float wanted = c < channels ? plain[c * positions + i] : 0.0f;
      require(blocked[(c / block * positions + i) * block + c % block], wanted, "to_blocked", i,
              channels, positions);
    }
  }
  blocked.protect();
  Guarded<float> back(untouched(channels * positions), edge);
  fovea_to_plain(block, channels, positions, blocked.address(), back.address());
  for (int64_t i = 0; i < back.count(); ++i) {
    require(back[i], plain[i], "to_plain", i, channels, positions);
  }
}

void zero_lanes(int64_t block, int64_t first, Edge edge, Random &random) {
  const int64_t rows = random.between(1, 3);
  const int64_t columns = random.between(1, 4);
  const int64_t column_step = block * random.between(1, 2);
  const int64_t row_step = columns * column_step;
  const int64_t count = (rows - 1) * row_step + (columns - 1) * column_step + block;
  Guarded<float> at(untouched(count), edge);
  fovea_zero_lanes(block, first, rows, columns, row_step, column_step, at.address());
  for (int64_t i = 0; i < count; ++i) {
    const bool zeroed = i % column_step >= first && i % column_step < block;
    require(at[i], zeroed ? 0.0f : UNTOUCHED, "zero_lanes", i, block, first);
  }
}

void copy_rows(int64_t rows, int64_t count, Edge edge, Random &random) {
  const int64_t src_step = count + random.between(0, 2);
  const int64_t dst_step = count + random.between(0, 2);
  const Input<float> src(random.reals((rows - 1) * src_step + count), edge);
  Guarded<float> dst(untouched((rows - 1) * dst_step + count), edge);
  fovea_copy_rows(rows, count, src_step, dst_step, src.address(), dst.address());
  for (int64_t i = 0; i < dst.count(); ++i) {
    const int64_t r = i / dst_step;
    const int64_t column = i % dst_step;
    require(dst[i], column < count ? src[r * src_step + column] : UNTOUCHED, "copy_rows", i, rows,
            count);
  }
}

void pack(int64_t block, int64_t oc, int64_t sums, Edge edge, Random &random) {
  const int64_t blocks = (oc + block - 1) / block;
  std::vector<int64_t> order(sums);
  for (int64_t s = 0; s < sums; ++s) {
    order[s] = s == 0 ? sums - 1 : s == 1 ? -1 : random.between(0, static_cast<int32_t>(sums) - 1);
  }
  const Input<float> src(random.reals(oc * sums), edge);
  const Input<int64_t> sources(order, edge);
  Guarded<float> dst(untouched(blocks * block * sums), edge);
  fovea_pack(block, oc, sums, sums, src.address(), sources.address(), dst.address());
  int64_t at = 0;
  for (int64_t b = 0; b < blocks; b += 2) {
    const int64_t channels = (b + 2 <= blocks ? 2 : 1) * block;
    for (int64_t s = 0; s < sums; ++s) {
      for (int64_t c = b * block; c < b * block + channels; ++c) {
        const float wanted = c < oc && order[s] >= 0 ? src[c * sums + order[s]] : 0.0f;
        require(dst[at], wanted, "pack", at, oc, sums);
        ++at;
      }
    }
  }
}

/** The tile hangs over every edge of the map, lies inside it, and beside it. */
void gather(int32_t lanes, int32_t first_row, int32_t first_column, Edge edge, Random &random) {
  fovea_gather shape;
  shape.planes = random.between(1, 3);
  shape.lanes = lanes;
  shape.height = random.between(1, 4);
  shape.width = random.between(1, 4);
  shape.rows = random.between(1, 7);
  shape.columns = random.between(1, 7);
  shape.first_column = first_column;
  shape.fill = -7.0f;
  const int64_t plane = int64_t{shape.height} * shape.width * lanes;
  const Input<float> src(random.reals(shape.planes * plane), edge);
  Guarded<float> tile(
      untouched(int64_t{shape.planes} * shape.rows * shape.columns * lanes), edge);
  fovea_gather_run(&shape, first_row, src.address(), tile.address());
  for (int64_t i = 0; i < tile.count(); ++i) {
    const int64_t x = i / lanes % shape.columns + first_column;
    const int64_t y = i / lanes / shape.columns % shape.rows + first_row;
    const int64_t p = i / lanes / shape.columns / shape.rows;
    const bool inside = x >= 0 && x < shape.width && y >= 0 && y < shape.height;
    const int64_t from = p * plane + (y * shape.width + x) * lanes + i % lanes;
    require(tile[i], inside ? src[from] : shape.fill, "gather", i, first_row, first_column);
  }
}

}  // namespace

void layout_test(int32_t isa) {
  const int32_t block = fovea_block(isa);
  Random random(4);
  for (const Edge edge : EDGES) {
    for (int64_t channels = 1; channels <= 2 * block + 1; ++channels) {
      for (const int64_t positions : {1, 3, 7, 8, 15, 16, 17, 33}) {
        blocks(block, channels, positions, edge, random);
      }
      copy_rows(random.between(1, 4), channels, edge, random);
    }
    for (int64_t first = 0; first <= block; ++first) {
      zero_lanes(block, first, edge, random);
    }
    for (int64_t oc = 1; oc <= 5 * block; ++oc) {
      pack(block, oc, random.between(1, 9), edge, random);
    }
    for (int32_t first_row = -8; first_row <= 5; ++first_row) {
      for (int32_t first_column = -8; first_column <= 5; ++first_column) {
        gather(1, first_row, first_column, edge, random);
        gather(block, first_row, first_column, edge, random);
      }
    }
  }
}
