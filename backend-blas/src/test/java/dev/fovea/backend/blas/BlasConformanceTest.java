package dev.fovea.backend.blas;

import dev.fovea.conformance.BackendConformance;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;

class BlasConformanceTest extends BackendConformance {
  @Override
  protected Backend open() {
    return new BlasProvider().open(BackendOptions.DEFAULT);
  }
}
