package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {

  @Test
  void namesItself() {
    assertThat(Layout.PLAIN).hasToString("plain");
    assertThat(Layout.blocked(8)).hasToString("NCHW8c");
  }

  @Test
  void aBlockOfOneIsPlain() {
    assertThat(Layout.blocked(1)).isEqualTo(Layout.PLAIN);
    assertThat(Layout.blocked(1).isPlain()).isTrue();
    assertThat(Layout.blocked(2).isPlain()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -8, 3, 12, Integer.MIN_VALUE})
  void refusesBlocksThatAreNoPowerOfTwo(int block) {
    assertThatThrownBy(() -> Layout.blocked(block))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Layout: channel block is " + block + "; expected a power of two");
  }
}
