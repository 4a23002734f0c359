package dev.fovea.backend.simd;

class BaselineConformanceTest extends IsaConformance {
  BaselineConformanceTest() {
    super(Isa.BASELINE);
  }
}
