package dev.fovea.backend.blas;

import dev.fovea.conformance.BackendConformance;
import dev.fovea.spi.Backend;
import java.util.List;

/** The convolution that takes anything takes everything, in scratch memory that forces chunks. */
class Im2colConformanceTest extends BackendConformance {
  @Override
  protected Backend open() {
    Engine engine = new Engine(OpenBlas.load(), new BlasSettings(64 << 10));
    return new BlasBackend(engine, List.of(new Conv2dIm2colGemm()));
  }
}
