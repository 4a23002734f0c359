package dev.fovea.backend.simd;

import dev.fovea.conformance.AssertingBackend;
import dev.fovea.conformance.BackendConformance;
import dev.fovea.spi.Backend;

/** Every check of the kit with guarded tensors, poisoned outputs and poisoned scratch memory. */
class AssertingConformanceTest extends BackendConformance {
  @Override
  protected Backend open() {
    boolean built = new SimdProvider().probe().available();
    return AssertingBackend.of(IsaConformance.open(built ? Isa.best() : Isa.BASELINE));
  }
}
