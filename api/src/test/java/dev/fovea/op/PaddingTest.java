package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PaddingTest {

  @Test
  void printsShortly() {
    assertThat(Padding.none()).hasToString("0");
    assertThat(Padding.of(2)).hasToString("2");
    assertThat(Padding.of(1, 2, 3, 4)).hasToString("1,2,3,4");
    assertThat(Padding.Same.LOWER).hasToString("SAME_LOWER");
  }

  @Test
  void refusesNegativeSides() {
    assertThatThrownBy(() -> Padding.of(0, 1, -1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("0,1,-1,0", "crop the input");
  }
}
