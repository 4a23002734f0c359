#pragma once

#include "fovea.h"

// Moving floats about; fovea.h says what each function does.

namespace fovea {

void to_blocked(int64_t block, int64_t channels, int64_t positions, const float *src, float *dst);
void to_plain(int64_t block, int64_t channels, int64_t positions, const float *src, float *dst);
void gather(const fovea_gather &shape, const float *src, float *tile);

}  // namespace fovea
