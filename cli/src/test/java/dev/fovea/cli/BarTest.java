package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BarTest {
  @Test
  void is_as_wide_as_asked_for() {
    for (double share = 0; share <= 1; share += 0.01) {
      assertThat(Bar.of(share, 24, true)).hasSize(24);
      assertThat(Bar.of(share, 24, false)).hasSize(24);
    }
  }

  @Test
  void grows_in_eighths_of_a_character() {
    assertThat(Bar.of(0.5, 4, true)).isEqualTo("██  ");
    assertThat(Bar.of(0.53125, 4, true)).isEqualTo("██▏ ");
    assertThat(Bar.of(0.5, 4, false)).isEqualTo("##  ");
  }

  @Test
  void limits_shares_that_are_none() {
    assertThat(Bar.of(Double.NaN, 2, true)).isEqualTo("  ");
    assertThat(Bar.of(7, 2, true)).isEqualTo("██");
    assertThat(Bar.of(-1, 2, true)).isEqualTo("  ");
  }
}
