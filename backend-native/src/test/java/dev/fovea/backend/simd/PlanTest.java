package dev.fovea.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.Backends;
import dev.fovea.conformance.Problem;
import dev.fovea.conformance.Problems;
import dev.fovea.spi.Availability;
import dev.fovea.spi.Backend;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** The compiler throws plans away, and nobody closes a plan: only kernels may hold memory. */
class PlanTest {
  @Test
  void plansHoldNoMemory() {
    Availability availability = new SimdProvider().probe();
    assumeTrue(availability.available(), availability.reason());
    int planned = 0;
    try (Backend backend = Backends.discover().open(SimdProvider.NAME)) {
      for (String operator : Problems.operators()) {
        for (Problem problem : Problems.of(operator)) {
          long before = Tensor.liveBytes();
          problem.op().planOn(backend, problem.inputs(), PlanOptions.DEFAULT);
          assertThat(Tensor.liveBytes()).as(problem.name()).isEqualTo(before);
          planned++;
        }
      }
    }
    assertThat(planned).isGreaterThan(200);
  }
}
