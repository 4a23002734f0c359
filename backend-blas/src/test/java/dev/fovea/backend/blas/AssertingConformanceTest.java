package dev.fovea.backend.blas;

import dev.fovea.conformance.AssertingBackend;
import dev.fovea.conformance.BackendConformance;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;

/** Every check of the kit with guarded tensors, poisoned outputs and poisoned scratch memory. */
class AssertingConformanceTest extends BackendConformance {
  @Override
  protected Backend open() {
    return AssertingBackend.of(new BlasProvider().open(BackendOptions.DEFAULT));
  }
}
