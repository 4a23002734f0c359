#include "runtime/cpu.h"

namespace fovea {

fovea_isa detect_isa() {
#ifdef FOVEA_X86
  // GCC and Clang also ask the operating system (XGETBV) whether it saves the wide registers.
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    return FOVEA_AVX512;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    return FOVEA_AVX2;
  }
#endif
  return FOVEA_BASELINE;
}

}  // namespace fovea
