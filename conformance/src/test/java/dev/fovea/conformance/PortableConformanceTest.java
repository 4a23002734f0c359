package dev.fovea.conformance;

import dev.fovea.spi.Backend;

/** The portable defaults of the SPI keep every rule. */
class PortableConformanceTest extends BackendConformance {
  @Override
  protected Backend open() {
    return new CoreOfReference();
  }
}
