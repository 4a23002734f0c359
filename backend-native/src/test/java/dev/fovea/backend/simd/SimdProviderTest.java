package dev.fovea.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.Backends;
import dev.fovea.spi.Availability;
import dev.fovea.spi.BackendOptions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimdProviderTest {

  @BeforeEach
  void built() {
    Availability availability = new SimdProvider().probe();
    assumeTrue(availability.available(), availability.reason());
  }

  @Test
  void factsNameTheInstructionSet() {
    assertThat(new SimdProvider().probe().facts()).containsEntry("isa", Isa.best().label());
  }

  @Test
  void isFoundAndChosenFirst() {
    assertThat(Backends.discover().open().name()).isEqualTo("native");
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> open(Map.of("threads", "2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Backend[native]: options are [threads]; expected only [isa]");
    assertThatThrownBy(() -> open(Map.of("isa", "avx3")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Backend[native]: option isa is 'avx3'; expected one of baseline, avx2, avx512");
  }

  @Test
  void javaAndTheKernelsAgreeOnBlocks() {
    assertThat(Isa.BASELINE.block()).isEqualTo(8);
    assertThat(Isa.best().layout().block()).isEqualTo(Isa.best().block());
  }

  private static void open(Map<String, String> options) {
    new SimdProvider().open(new BackendOptions(options)).close();
  }
}
