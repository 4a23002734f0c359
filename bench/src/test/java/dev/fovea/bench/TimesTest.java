package dev.fovea.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TimesTest {
  private static Times times(double... rounds) {
    return new Times(rounds);
  }

  @Test
  void medianIsTheMiddleOrTheMeanOfTwo() {
    assertThat(times(5, 1, 3).median()).isEqualTo(3);
    assertThat(times(4, 1, 3, 2).median()).isEqualTo(2.5);
    assertThat(times(4, 1, 3, 2).least()).isEqualTo(1);
  }

  @Test
  void ratiosAreTakenRoundByRound() {
    // The machine slowed down in the second round, for both.
    assertThat(times(2, 20, 2).ratioTo(times(1, 10, 1))).isEqualTo(2);
    assertThat(times(2, 20, 9).ratioTo(times(1, 10, 3))).isEqualTo(2);
  }

  @Test
  void spreadIsHalfTheDistanceOfTheQuartiles() {
    assertThat(times(10, 10, 10, 10).spread()).isZero();
    assertThat(times(8, 9, 10, 11, 12).spread()).isEqualTo(0.1, within(1e-12));
  }
}
