package dev.fovea.conformance.selftest;

import dev.fovea.backend.reference.ReferenceProvider;
import dev.fovea.conformance.AssertingBackend;
import dev.fovea.conformance.BackendConformance;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;

/** The asserting wrapper changes nothing that a rule can see. */
class AssertingConformanceTest extends BackendConformance {
  @Override
  protected Backend open() {
    return AssertingBackend.of(new ReferenceProvider().open(BackendOptions.DEFAULT));
  }
}
