#include <immintrin.h>

#include <utility>

#include "kernels/table.h"

namespace {

#include "simd/avx2.h"

#include "conv/taps.inl"

constexpr fovea::Kernels KERNELS = {BLOCK, conv_run};

}  // namespace

const fovea::Kernels *fovea::avx2_kernels() { return &KERNELS; }
