package dev.fovea.conformance.selftest;

import dev.fovea.conformance.BackendConformance;
import dev.fovea.spi.Backend;

/** The portable defaults of the SPI keep every rule. */
class PortableConformanceTest extends BackendConformance {
  @Override
  protected Backend open() {
    return new CoreOfReference();
  }
}
