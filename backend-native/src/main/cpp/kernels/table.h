#pragma once

#include "fovea.h"

namespace fovea {

/** The kernels of one instruction set; fovea.h says what each one does. */
struct Kernels {
  int32_t block;
  void (*activate)(const fovea_activation &, int64_t, const float *, float *);
  void (*add)(const fovea_activation &, int64_t, const float *, const float *, float *);
  void (*scale)(int64_t, int64_t, const float *, const float *, float *);
  void (*batch_norm)(const fovea_activation &, int64_t, int64_t, const float *, const float *,
                     float *);
  void (*mean_planes)(int64_t, int64_t, const float *, float *);
  void (*max_planes)(int64_t, int64_t, const float *, float *);
  void (*mean_rows)(int64_t, int64_t, const float *, float *);
  void (*max_rows)(int64_t, int64_t, const float *, float *);
  void (*conv)(const fovea_conv &, const float *, const int64_t *, const float *, const float *,
               const float *, float *);
  void (*depthwise)(const fovea_window &, const float *, const int64_t *, const float *,
                    const float *, const float *, float *);
  void (*max_pool)(const fovea_window &, const float *, const int64_t *, float *);
  void (*average_pool)(const fovea_window &, const float *, const int64_t *, const float *,
                       const float *, float *);
};

const Kernels *baseline_kernels();
#ifdef FOVEA_X86
const Kernels *avx2_kernels();
const Kernels *avx512_kernels();
#endif

}  // namespace fovea
