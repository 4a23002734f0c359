package dev.fovea.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ZooTest {
  static List<Architecture> all() {
    return Zoo.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void hasAsManyParametersAsPublished(Architecture architecture) {
    assertThat(architecture.cost(architecture.options()).parameters())
        .as(architecture.published().source())
        .isEqualTo(architecture.published().parameters());
  }

  @Test
  void namesAreUnique() {
    assertThat(Zoo.all().stream().map(Architecture::name)).doesNotHaveDuplicates();
  }

  @Test
  void anUnknownNameListsThoseThereAre() {
    assertThatThrownBy(() -> Zoo.get("resnet51"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("resnet51")
        .hasMessageContaining("resnet50");
  }
}
