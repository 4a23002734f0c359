package dev.fovea.examples.toy;

import dev.fovea.conformance.BackendConformance;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;

class ToyConformanceTest extends BackendConformance {
  @Override
  protected Backend open() {
    return new ToyProvider().open(BackendOptions.DEFAULT);
  }
}
