package dev.fovea.backend.simd;

class Avx2ConformanceTest extends IsaConformance {
  Avx2ConformanceTest() {
    super(Isa.AVX2);
  }
}
