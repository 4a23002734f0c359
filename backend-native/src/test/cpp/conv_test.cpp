// fovea_conv_run against plain loops, at every width of a tile.

#include "check.h"

namespace {

struct Case {
  fovea_conv conv;
  int32_t block;
  std::vector<int64_t> offsets;
  std::vector<float> src;
  std::vector<float> weights; /* by output channel, tap, lane */
  std::vector<float> bias;
  std::vector<float> residual;
};

int64_t dst_floats(const Case &c) {
  return (c.conv.oc_blocks - 1) * c.conv.dst_block + (c.conv.rows - 1) * c.conv.dst_row +
         (c.conv.columns - 1) * c.conv.dst_column + c.block;
}

/** Strides with and without gaps; the taps touch the first and the last float of src. */
Case random_case(int32_t block, int32_t columns, int32_t blocks, int32_t lanes, Random &random) {
  Case c;
  c.block = block;
  fovea_conv &conv = c.conv;
  conv.rows = random.between(1, 2);
  conv.columns = columns;
  conv.taps = random.between(1, 3);
  conv.lanes = lanes;
  conv.oc_blocks = blocks;
  conv.src_column = static_cast<int64_t>(lanes) * random.between(1, 2);
  conv.src_row = columns * conv.src_column + lanes * random.between(0, 2);
  conv.dst_column = static_cast<int64_t>(block) * random.between(1, 2);
  conv.dst_row = columns * conv.dst_column + block * random.between(0, 1);
  conv.dst_block = conv.rows * conv.dst_row + block * random.between(0, 1);
  conv.f = IDENTITY;
  const int64_t reach = lanes * random.between(1, 7);
  c.offsets.assign(conv.taps, 0);
  for (int32_t t = 1; t < conv.taps; ++t) {
    c.offsets[t] = t == 1 ? reach : lanes * random.between(0, static_cast<int32_t>(reach / lanes));
  }
  const int64_t last = (conv.rows - 1) * conv.src_row + (columns - 1) * conv.src_column;
  c.src = random.integers((conv.taps > 1 ? reach : 0) + last + lanes);
  c.weights = random.integers(int64_t{blocks} * block * conv.taps * lanes);
  c.bias = random.integers(int64_t{blocks} * block);
  c.residual = random.integers(dst_floats(c));
  return c;
}

/** As fovea.h says: pair of blocks by pair of blocks, a last one alone. */
std::vector<float> packed(const Case &c) {
  const int64_t sums = int64_t{c.conv.taps} * c.conv.lanes;
  std::vector<float> to;
  for (int32_t b = 0; b < c.conv.oc_blocks; b += 2) {
    const int32_t channels = (b + 2 <= c.conv.oc_blocks ? 2 : 1) * c.block;
    for (int64_t s = 0; s < sums; ++s) {
      for (int32_t channel = 0; channel < channels; ++channel) {
        to.push_back(c.weights[(b * c.block + channel) * sums + s]);
      }
    }
  }
  return to;
}

std::vector<float> expected(const Case &c, bool residual) {
  const fovea_conv &conv = c.conv;
  const int64_t sums = int64_t{conv.taps} * conv.lanes;
  std::vector<float> dst = residual ? c.residual : untouched(dst_floats(c));
  for (int64_t channel = 0; channel < int64_t{conv.oc_blocks} * c.block; ++channel) {
    for (int32_t r = 0; r < conv.rows; ++r) {
      for (int32_t column = 0; column < conv.columns; ++column) {
        double sum = c.bias[channel];
        const int64_t from = r * conv.src_row + column * conv.src_column;
        for (int32_t t = 0; t < conv.taps; ++t) {
          for (int32_t lane = 0; lane < conv.lanes; ++lane) {
            sum += double{c.src[from + c.offsets[t] + lane]} *
                   c.weights[channel * sums + t * conv.lanes + lane];
          }
        }
        const int64_t to = channel / c.block * conv.dst_block + r * conv.dst_row +
                           column * conv.dst_column + channel % c.block;
        dst[to] = static_cast<float>(residual ? sum + c.residual[to] : sum);
      }
    }
  }
  return dst;
}

/** In place: dst begins as the residual, so what lies between its positions is kept too. */
void run(int32_t isa, const Case &c, Edge edge, bool residual) {
  const Input<float> src(c.src, edge);
  const Input<int64_t> offsets(c.offsets, edge);
  const Input<float> weights(packed(c), edge);
  const Input<float> bias(c.bias, edge);
  Guarded<float> dst(residual ? c.residual : untouched(dst_floats(c)), edge);
  fovea_conv_run(isa, &c.conv, src.address(), offsets.address(), weights.address(), bias.address(),
                 residual ? dst.address() : 0, dst.address());
  const std::vector<float> wanted = expected(c, residual);
  for (int64_t i = 0; i < dst.count(); ++i) {
    if (dst[i] != wanted[i]) {
      fail("conv: dst[%ld] is %g; expected %g; isa %d, columns %d, rows %d, blocks %d, lanes %d, "
           "taps %d, residual %d",
           static_cast<long>(i), dst[i], wanted[i], isa, c.conv.columns, c.conv.rows,
           c.conv.oc_blocks, c.conv.lanes, c.conv.taps, residual);
    }
  }
}

/** A function that follows when the sums are stored does what it does by itself. */
void run_function(int32_t isa, Case c, int32_t function) {
  const std::vector<float> sums = expected(c, false);
  c.conv.f = {function, 0.5f, 0.25f};
  const Input<float> src(c.src, Edge::LAST);
  const Input<int64_t> offsets(c.offsets, Edge::LAST);
  const Input<float> weights(packed(c), Edge::LAST);
  const Input<float> bias(c.bias, Edge::LAST);
  Guarded<float> dst(untouched(dst_floats(c)), Edge::LAST);
  fovea_conv_run(isa, &c.conv, src.address(), offsets.address(), weights.address(), bias.address(),
                 0, dst.address());
  for (int64_t i = 0; i < dst.count(); ++i) {
    float wanted = sums[i];
    if (wanted != UNTOUCHED) {
      const Input<float> one(std::vector<float>{sums[i]}, Edge::LAST);
      Guarded<float> result(1, Edge::LAST);
      fovea_activate(isa, &c.conv.f, 1, one.address(), result.address());
      wanted = result[0];
    }
    if (!same_bits(dst[i], wanted)) {
      fail("conv: f(%g) is %g; expected %g; isa %d, function %d, columns %d", sums[i], dst[i],
           wanted, isa, function, c.conv.columns);
    }
  }
}

}  // namespace

void conv_test(int32_t isa) {
  const int32_t block = fovea_block(isa);
  Random random(1);
  // 31 is more than two of the widest tiles; five blocks are two pairs and one alone.
  for (int32_t columns = 1; columns <= 31; ++columns) {
    for (int32_t blocks = 1; blocks <= 5; ++blocks) {
      for (const int32_t lanes : {1, block}) {
        for (const Edge edge : EDGES) {
          const Case c = random_case(block, columns, blocks, lanes, random);
          run(isa, c, edge, false);
          run(isa, c, edge, true);
        }
      }
    }
  }
  for (int32_t function = FOVEA_CLAMP; function <= FOVEA_SHRINK; ++function) {
    for (const int32_t columns : {1, 2, 5, 14}) {
      run_function(isa, random_case(block, columns, 1, 1, random), function);
    }
  }
}
