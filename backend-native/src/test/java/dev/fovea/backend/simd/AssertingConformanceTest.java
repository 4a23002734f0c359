package dev.fovea.backend.simd;

import dev.fovea.conformance.AssertingBackend;
import dev.fovea.conformance.BackendConformance;
import dev.fovea.spi.Backend;

/** Every check of the kit with guarded tensors, poisoned outputs and poisoned scratch memory. */
class AssertingConformanceTest extends BackendConformance {
  @Override
  protected Backend open() {
    return AssertingBackend.of(IsaConformance.open(Isa.values()[bestOrdinal()]));
  }

  private static int bestOrdinal() {
    return new SimdProvider().probe().available() ? Isa.best().ordinal() : 0;
  }
}
