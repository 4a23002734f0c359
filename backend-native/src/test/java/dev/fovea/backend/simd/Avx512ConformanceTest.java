package dev.fovea.backend.simd;

class Avx512ConformanceTest extends IsaConformance {
  Avx512ConformanceTest() {
    super(Isa.AVX512);
  }
}
