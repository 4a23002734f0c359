#include "kernels/table.h"
#include "runtime/cpu.h"

namespace {

const fovea::Kernels *kernels(int32_t isa) {
#ifdef FOVEA_X86
  if (isa == FOVEA_AVX512) {
    return fovea::avx512_kernels();
  }
  if (isa == FOVEA_AVX2) {
    return fovea::avx2_kernels();
  }
#endif
  (void)isa;
  return fovea::baseline_kernels();
}

template <typename T>
T *at(int64_t address) {
  return reinterpret_cast<T *>(address);
}

}  // namespace

extern "C" {

int32_t fovea_best_isa(void) { return fovea::detect_isa(); }

int32_t fovea_block(int32_t isa) { return kernels(isa)->block; }

void fovea_conv_run(int32_t isa, const fovea_conv *conv, int64_t src, int64_t offsets,
                    int64_t weights, int64_t bias, int64_t residual, int64_t dst) {
  kernels(isa)->conv_run(*conv, at<const float>(src), at<const int64_t>(offsets),
                         at<const float>(weights), at<const float>(bias),
                         at<const float>(residual), at<float>(dst));
}

}  // extern "C"
