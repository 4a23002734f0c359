package dev.fovea.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.backend.simd.GuardPages.Edge;
import dev.fovea.conformance.Kit;
import dev.fovea.conformance.KitReport;
import dev.fovea.spi.Backend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every check of the kit with tensors that end at a page nobody may touch (with {@code
 * -Dfovea.full=true} also that begin there): a kernel that reads one float too many crashes,
 * whatever the float is good for.
 */
class GuardPagesTest {

  @ParameterizedTest
  @EnumSource
  void nothingBehindATensorIsTouched(Isa isa) {
    run(isa, Edge.LAST);
  }

  @ParameterizedTest
  @EnumSource
  void nothingBeforeATensorIsTouched(Isa isa) {
    assumeTrue(Boolean.getBoolean("fovea.full"), "runs with -Dfovea.full=true");
    run(isa, Edge.FIRST);
  }

  private static void run(Isa isa, Edge edge) {
    try (Backend backend = IsaConformance.open(isa)) {
      GuardPages.require();
      KitReport report = Kit.run(GuardPageBackend.of(backend, edge));
      assertThat(report.passed()).as(report.toString()).isTrue();
    }
  }
}
