#pragma once

#include "fovea.h"

namespace fovea {

/** The kernels of one instruction set. */
struct Kernels {
  int32_t block;
  void (*conv_run)(const fovea_conv &, const float *, const int64_t *, const float *,
                   const float *, const float *, float *);
};

const Kernels *baseline_kernels();
#ifdef FOVEA_X86
const Kernels *avx2_kernels();
const Kernels *avx512_kernels();
#endif

}  // namespace fovea
