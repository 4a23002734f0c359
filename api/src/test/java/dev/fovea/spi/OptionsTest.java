package dev.fovea.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** BackendOptions, PlanOptions and ErrorModel. */
class OptionsTest {

  @Test
  void unknownOptionsAreNamedBesideTheKnownOnes() {
    BackendOptions options = new BackendOptions(Map.of("threads", "2", "treads", "2"));
    assertThatThrownBy(() -> options.requireKnown("blas", Set.of("threads", "tuning")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Backend[blas]: options are [treads]; expected only [threads, tuning]");
    assertThatCode(() -> options.requireKnown("blas", Set.of("threads", "treads")))
        .doesNotThrowAnyException();
  }

  @Test
  void planOptionsKeepTheNode() {
    PlanOptions options = PlanOptions.named("a").variable("weights");
    assertThat(options.node()).isEqualTo("a");
    assertThat(options.variableParameters()).containsExactly("weights");
  }

  @Test
  void declaredErrorsHaveALimit() {
    assertThat(new ErrorModel.Direct(9, ErrorModel.MAX_ULPS).products()).isEqualTo(9);
    assertThatThrownBy(() -> new ErrorModel.Direct(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ErrorModel: products is 0; expected 1 or more");
    assertThatThrownBy(() -> new ErrorModel.Direct(1, 5))
        .hasMessage("ErrorModel: ulps is 5; expected 0 to 4");
    assertThatThrownBy(() -> new ErrorModel.Elementwise(-1)).hasMessageContaining("ulps is -1");
    assertThatThrownBy(() -> new ErrorModel.Normalised(3, 5)).hasMessageContaining("ulps is 5");
  }
}
