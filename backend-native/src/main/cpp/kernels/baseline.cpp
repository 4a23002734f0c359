#include <utility>

#include "kernels/table.h"

namespace {

#include "simd/baseline.h"

#include "conv/taps.inl"

constexpr fovea::Kernels KERNELS = {BLOCK, conv_run};

}  // namespace

const fovea::Kernels *fovea::baseline_kernels() { return &KERNELS; }
