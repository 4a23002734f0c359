package dev.fovea.models.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.op.Size2d;
import org.junit.jupiter.api.Test;

class BoxTest {
  /** 20 x 10 around (20, 15): a quarter to the right, a half up, twice as wide, half as high. */
  @Test
  void aRegressionMovesTheCentreAndMultipliesTheSides() {
    Box box = new Box(10, 10, 30, 20);
    float log2 = (float) Math.log(2);
    Box moved = box.regressed(0.25f, -0.5f, log2, -log2);
    assertThat(moved.left()).isCloseTo(5, within(1e-5f));
    assertThat(moved.right()).isCloseTo(45, within(1e-5f));
    assertThat(moved.top()).isCloseTo(7.5f, within(1e-5f));
    assertThat(moved.bottom()).isCloseTo(12.5f, within(1e-5f));
    assertThat(box.regressed(0, 0, 0, 0)).isEqualTo(box);
  }

  @Test
  void sidesGrowToALimit() {
    Box box = new Box(0, 0, 16, 16).regressed(0, 0, 80, Float.POSITIVE_INFINITY);
    assertThat(box.width()).isCloseTo(1000, within(1e-3f));
    assertThat(box.height()).isCloseTo(1000, within(1e-3f));
  }

  @Test
  void clippingKeepsWhatLiesInThePicture() {
    Box picture = Box.of(new Size2d(50, 80));
    assertThat(new Box(-5, 10, 90, 70).clipped(picture)).isEqualTo(new Box(0, 10, 80, 50));
    assertThat(new Box(85, -20, 99, -3).clipped(picture)).isEqualTo(new Box(80, 0, 80, 0));
    assertThat(new Box(Float.NaN, 0, 1, 1).clipped(picture).width()).isNaN();
  }
}
