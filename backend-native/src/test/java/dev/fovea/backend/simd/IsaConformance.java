package dev.fovea.backend.simd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.conformance.BackendConformance;
import dev.fovea.spi.Availability;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import java.util.Map;

/** The kit on one instruction set; skipped, saying so, where it cannot run. */
abstract class IsaConformance extends BackendConformance {
  private final Isa isa;

  IsaConformance(Isa isa) {
    this.isa = isa;
  }

  @Override
  protected Backend open() {
    return open(isa);
  }

  static Backend open(Isa isa) {
    Availability availability = new SimdProvider().probe();
    assumeTrue(availability.available(), availability.reason());
    assumeTrue(isa.compareTo(Isa.best()) <= 0, "this machine has no " + isa.label());
    return new SimdProvider().open(new BackendOptions(Map.of("isa", isa.label())));
  }
}
