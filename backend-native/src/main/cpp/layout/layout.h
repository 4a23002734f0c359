#pragma once

#include "fovea.h"

// Moving floats about; fovea.h says what each function does.

namespace fovea {

void to_blocked(int64_t block, int64_t channels, int64_t positions, const float *src, float *dst);
void to_plain(int64_t block, int64_t channels, int64_t positions, const float *src, float *dst);
void zero_lanes(int64_t block, int64_t first, int64_t rows, int64_t columns, int64_t row_step,
                int64_t column_step, float *at);
void copy_rows(int64_t rows, int64_t count, int64_t src_step, int64_t dst_step, const float *src,
               float *dst);
void pack(int64_t block, int64_t oc, int64_t sums, int64_t oc_step, const float *src,
          const int64_t *sources, float *dst);
void gather(const fovea_gather &shape, int32_t first_row, const float *src, float *tile);

}  // namespace fovea
