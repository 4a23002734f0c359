#include <immintrin.h>

#include <utility>

#include "kernels/table.h"
#include "math/scalar.h"

namespace {

#include "simd/avx512.h"

#include "math/functions.inl"

#include "elementwise/elementwise.inl"

#include "norm/batch_norm.inl"

#include "conv/taps.inl"

#include "pool/window.inl"

constexpr fovea::Kernels KERNELS = {
    BLOCK,     activate, add_arrays, scale,     batch_norm, mean_planes, max_planes,
    mean_rows, max_rows, conv,       depthwise, max_pool,   average_pool};

}  // namespace

const fovea::Kernels *fovea::avx512_kernels() { return &KERNELS; }
