#include "kernels/table.h"
#include "layout/layout.h"
#include "runtime/cpu.h"

namespace {

const fovea::Kernels &kernels(int32_t isa) {
#ifdef FOVEA_X86
  if (isa == FOVEA_AVX512) {
    return *fovea::avx512_kernels();
  }
  if (isa == FOVEA_AVX2) {
    return *fovea::avx2_kernels();
  }
#endif
  (void)isa;
  return *fovea::baseline_kernels();
}

const float *in(int64_t address) { return reinterpret_cast<const float *>(address); }
float *out(int64_t address) { return reinterpret_cast<float *>(address); }
const int64_t *list(int64_t address) { return reinterpret_cast<const int64_t *>(address); }

}  // namespace

extern "C" {

int32_t fovea_best_isa(void) { return fovea::detect_isa(); }

int32_t fovea_block(int32_t isa) { return kernels(isa).block; }

void fovea_activate(int32_t isa, const fovea_activation *f, int64_t count, int64_t src,
                    int64_t dst) {
  kernels(isa).activate(*f, count, in(src), out(dst));
}

void fovea_add(int32_t isa, const fovea_activation *f, int64_t count, int64_t a, int64_t b,
               int64_t dst) {
  kernels(isa).add(*f, count, in(a), in(b), out(dst));
}

void fovea_scale(int32_t isa, int64_t planes, int64_t positions, int64_t src, int64_t gate,
                 int64_t dst) {
  kernels(isa).scale(planes, positions, in(src), in(gate), out(dst));
}

void fovea_batch_norm(int32_t isa, const fovea_activation *f, int64_t planes, int64_t positions,
                      int64_t src, int64_t factors, int64_t dst) {
  kernels(isa).batch_norm(*f, planes, positions, in(src), in(factors), out(dst));
}

void fovea_mean_planes(int32_t isa, int64_t planes, int64_t positions, int64_t src, int64_t dst) {
  kernels(isa).mean_planes(planes, positions, in(src), out(dst));
}

void fovea_max_planes(int32_t isa, int64_t planes, int64_t positions, int64_t src, int64_t dst) {
  kernels(isa).max_planes(planes, positions, in(src), out(dst));
}

void fovea_mean_rows(int32_t isa, int64_t rows, int64_t count, int64_t src, int64_t dst) {
  kernels(isa).mean_rows(rows, count, in(src), out(dst));
}

void fovea_max_rows(int32_t isa, int64_t rows, int64_t count, int64_t src, int64_t dst) {
  kernels(isa).max_rows(rows, count, in(src), out(dst));
}

void fovea_to_blocked(int64_t block, int64_t channels, int64_t positions, int64_t src,
                      int64_t dst) {
  fovea::to_blocked(block, channels, positions, in(src), out(dst));
}

void fovea_to_plain(int64_t block, int64_t channels, int64_t positions, int64_t src, int64_t dst) {
  fovea::to_plain(block, channels, positions, in(src), out(dst));
}

void fovea_zero_lanes(int64_t block, int64_t first, int64_t rows, int64_t columns,
                      int64_t row_step, int64_t column_step, int64_t at) {
  fovea::zero_lanes(block, first, rows, columns, row_step, column_step, out(at));
}

void fovea_copy_rows(int64_t rows, int64_t count, int64_t src_step, int64_t dst_step, int64_t src,
                     int64_t dst) {
  fovea::copy_rows(rows, count, src_step, dst_step, in(src), out(dst));
}

void fovea_pack(int64_t block, int64_t oc, int64_t sums, int64_t oc_step, int64_t src,
                int64_t sources, int64_t dst) {
  fovea::pack(block, oc, sums, oc_step, in(src), list(sources), out(dst));
}

void fovea_gather_run(const fovea_gather *gather, int32_t first_row, int64_t src, int64_t tile) {
  fovea::gather(*gather, first_row, in(src), out(tile));
}

void fovea_conv_run(int32_t isa, const fovea_conv *conv, int64_t src, int64_t offsets,
                    int64_t weights, int64_t bias, int64_t residual, int64_t dst) {
  kernels(isa).conv(*conv, in(src), list(offsets), in(weights), in(bias), in(residual), out(dst));
}

void fovea_depthwise_run(int32_t isa, const fovea_window *window, int64_t src, int64_t offsets,
                         int64_t weights, int64_t bias, int64_t residual, int64_t dst) {
  kernels(isa).depthwise(*window, in(src), list(offsets), in(weights), in(bias), in(residual),
                         out(dst));
}

void fovea_max_run(int32_t isa, const fovea_window *window, int64_t src, int64_t offsets,
                   int64_t dst) {
  kernels(isa).max_pool(*window, in(src), list(offsets), out(dst));
}

void fovea_average_run(int32_t isa, const fovea_window *window, int64_t src, int64_t offsets,
                       int64_t row_counts, int64_t column_counts, int64_t dst) {
  kernels(isa).average_pool(*window, in(src), list(offsets), in(row_counts), in(column_counts),
                            out(dst));
}

}  // extern "C"
