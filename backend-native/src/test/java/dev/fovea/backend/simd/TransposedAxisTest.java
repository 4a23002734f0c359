package dev.fovea.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.backend.simd.TapAxis.Tap;
import org.junit.jupiter.api.Test;

class TransposedAxisTest {
  /** Output 1 reads position (1 + 2^31 - 1) / 2, whose dividend is no int. */
  @Test
  void paddingMayBeAsLargeAsAnInt() {
    assertThat(TapAxis.transposed(1, 2, 1, Integer.MAX_VALUE, 2))
        .extracting(TapAxis::taps)
        .satisfiesExactly(
            even -> assertThat(even).isEmpty(),
            odd -> assertThat(odd).containsExactly(new Tap(1 << 30, 0)));
  }

  @Test
  void soMayTheStride() {
    TapAxis axis = TapAxis.transposed(1, Integer.MAX_VALUE, 1, 0, 3).get(1);
    assertThat(axis.count()).isEqualTo(1);
    assertThat(axis.taps()).isEmpty();
  }
}
