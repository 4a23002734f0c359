package dev.fovea.models.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import org.junit.jupiter.api.Test;

class DifferenceTest {
  private static final float NAN = Float.NaN;
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  @Test
  void theWorstPlaceIsNamed() {
    Difference difference =
        floats(Shape.of(2, 1, 2), new float[] {1, 2, 3.5f, 4}, new float[] {1, 2.25f, 3, 4});
    assertThat(difference.agrees()).isFalse();
    assertThat(difference.error()).isEqualTo(0.5);
    assertThat(difference).hasToString("y[1,0,0] is 3.5; expected 3.0 +- 0.000410");
  }

  @Test
  void theBoundGrowsWithTheLargestFiniteValue() {
    float[] expected = {1_000, 0, INFINITY};
    assertThat(floats(Shape.of(3), new float[] {1_000, 0.1f, INFINITY}, expected).agrees())
        .isTrue();
    assertThat(floats(Shape.of(3), new float[] {1_000, 0.11f, INFINITY}, expected).agrees())
        .isFalse();
  }

  @Test
  void specialValuesAgreeWithThemselvesOnly() {
    assertThat(floats(Shape.of(2), new float[] {NAN, INFINITY}, new float[] {NAN, INFINITY}))
        .matches(Difference::agrees);
    assertThat(floats(Shape.of(1), new float[] {NAN}, new float[] {1}).agrees()).isFalse();
    assertThat(floats(Shape.of(1), new float[] {1}, new float[] {NAN}).agrees()).isFalse();
    assertThat(floats(Shape.of(1), new float[] {-INFINITY}, new float[] {INFINITY}).agrees())
        .isFalse();
    assertThat(floats(Shape.of(1), new float[] {INFINITY}, new float[] {1e30f}).agrees()).isFalse();
  }

  @Test
  void integersAreEqualOrNot() {
    try (Tensor a = Tensor.ofLongs(Shape.of(), Long.MAX_VALUE);
        Tensor b = Tensor.ofLongs(Shape.of(), Long.MAX_VALUE - 1)) {
      assertThat(Difference.between("y", a, a).agrees()).isTrue();
      Difference difference = Difference.between("y", a, b);
      assertThat(difference.agrees()).isFalse();
      assertThat(difference)
          .hasToString("y[] is " + Long.MAX_VALUE + "; expected " + (Long.MAX_VALUE - 1));
    }
  }

  @Test
  void shapesAndTypesCount() {
    try (Tensor a = Tensor.of(Shape.of(2), 1, 2);
        Tensor b = Tensor.of(Shape.of(1, 2), 1, 2);
        Tensor c = Tensor.ofLongs(Shape.of(2), 1, 2)) {
      assertThat(Difference.between("y", a, b))
          .hasToString("y is float32[2]; expected float32[1,2]")
          .matches(d -> !d.agrees());
      assertThat(Difference.between("y", a, c).agrees()).isFalse();
    }
  }

  @Test
  void emptyTensorsAgree() {
    assertThat(floats(Shape.of(0, 3), new float[0], new float[0]).agrees()).isTrue();
  }

  private static Difference floats(Shape shape, float[] actual, float[] expected) {
    try (Tensor a = Tensor.of(shape, actual);
        Tensor e = Tensor.of(shape, expected)) {
      return Difference.between("y", a, e);
    }
  }
}
