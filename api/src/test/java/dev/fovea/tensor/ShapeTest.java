package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShapeTest {

  @Test
  void knowsItsExtents() {
    Shape shape = Shape.of(2, 3, 4, 5);
    assertThat(shape.rank()).isEqualTo(4);
    assertThat(shape.dim(2)).isEqualTo(4);
    assertThat(shape.elements()).isEqualTo(120);
    assertThat(shape.elements(1, 3)).isEqualTo(12);
    assertThat(shape.elements(4, 4)).isEqualTo(1);
    assertThat(shape).hasToString("[2,3,4,5]");
  }

  @Test
  void aScalarHasOneElement() {
    assertThat(Shape.of().elements()).isEqualTo(1);
    assertThat(Shape.of()).hasToString("[]");
  }

  @Test
  void anEmptyAxisMakesNoElements() {
    assertThat(Shape.of(0, 3).elements()).isZero();
  }

  @Test
  void isAValue() {
    int[] dims = {1, 2};
    Shape shape = Shape.of(dims);
    dims[0] = 9;
    shape.dims()[1] = 9;
    assertThat(shape).isEqualTo(Shape.of(1, 2)).hasSameHashCodeAs(Shape.of(1, 2));
    assertThat(shape).isNotEqualTo(Shape.of(2, 1)).isNotEqualTo(Shape.of(1, 2, 1));
    assertThat(shape.with(0, 7)).isEqualTo(Shape.of(7, 2));
    assertThat(shape).isEqualTo(Shape.of(1, 2));
  }

  @Test
  void refusesNegativeExtents() {
    assertThatThrownBy(() -> Shape.of(2, -3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Shape: dimension is -3 in [2, -3]; expected 0 or more");
  }

  @Test
  void refusesMoreElementsThanALongCounts() {
    int max = Integer.MAX_VALUE;
    assertThat(Shape.of(max, max).elements()).isEqualTo((long) max * max);
    assertThatThrownBy(() -> Shape.of(max, max, max))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2^63");
  }

  @Test
  void noPartOfAShapeOverflows() {
    assertThatThrownBy(() -> Shape.of(0, 1 << 30, 1 << 30, 1 << 30))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0, 1073741824, 1073741824, 1073741824]");
    assertThat(Shape.of(1 << 30, 0, 1 << 30).elements()).isZero();
  }
}
