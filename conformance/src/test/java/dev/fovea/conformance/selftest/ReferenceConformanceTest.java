package dev.fovea.conformance.selftest;

import dev.fovea.backend.reference.ReferenceProvider;
import dev.fovea.conformance.BackendConformance;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;

/** The oracle keeps the rules that do not ask the oracle, and the golden examples. */
class ReferenceConformanceTest extends BackendConformance {
  @Override
  protected Backend open() {
    return new ReferenceProvider().open(BackendOptions.DEFAULT);
  }
}
