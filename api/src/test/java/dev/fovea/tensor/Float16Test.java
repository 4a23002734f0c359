package dev.fovea.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class Float16Test {

  @Test
  void knownValues() {
    assertThat(Float16.toFloat((short) 0x3c00)).isEqualTo(1);
    assertThat(Float16.toFloat((short) 0xc000)).isEqualTo(-2);
    assertThat(Float16.toFloat((short) 0x7bff)).isEqualTo(65_504);
    assertThat(Float16.toFloat((short) 0x3555)).isEqualTo(0.33325195f);
    assertThat(Float16.toFloat((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(Float16.toFloat((short) 0x0400)).isEqualTo(0x1p-14f);
    assertThat(Float16.toFloat((short) 0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Float16.toFloat((short) 0xfc00)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Float16.toFloat((short) 0x7e01)).isNaN();
    assertThat(Float.floatToRawIntBits(Float16.toFloat((short) 0x8000))).isEqualTo(0x80000000);
  }

  @Test
  void everyValueSurvivesTheWayThere_andBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = Float16.toFloat((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(Float16.fromFloat(value)).isEqualTo((short) bits);
      }
    }
    assertThat(Float16.toFloat(Float16.fromFloat(Float.NaN))).isNaN();
  }

  @Test
  void roundsToTheNearestAndTiesToEven() {
    for (int bits = 0; bits < 0x7bff; bits++) {
      double low = Float16.toFloat((short) bits);
      double high = Float16.toFloat((short) (bits + 1));
      float middle = (float) ((low + high) / 2);
      short even = (short) (bits % 2 == 0 ? bits : bits + 1);
      assertThat(Float16.fromFloat(middle)).isEqualTo(even);
      assertThat(Float16.fromFloat(Math.nextDown(middle))).isEqualTo((short) bits);
      assertThat(Float16.fromFloat(Math.nextUp(middle))).isEqualTo((short) (bits + 1));
      assertThat(Float16.fromFloat(-middle)).isEqualTo((short) (even | 0x8000));
    }
    assertThat(Float16.fromFloat(Math.nextDown(65_520f))).isEqualTo((short) 0x7bff);
    assertThat(Float16.fromFloat(65_520f)).isEqualTo((short) 0x7c00);
    assertThat(Float16.fromFloat(1e30f)).isEqualTo((short) 0x7c00);
    assertThat(Float16.fromFloat(0x1p-26f)).isEqualTo((short) 0);
  }

  @Test
  void tensorsAreWidened() {
    try (Tensor half = Tensor.allocate(TensorDesc.of(DType.FLOAT16, Shape.of(3)));
        Tensor wrong = Tensor.of(Shape.of(1), 1)) {
      assertThat(half.desc().bytes()).isEqualTo(6);
      for (int i = 0; i < 3; i++) {
        half.bytes().putShort(2 * i, Float16.fromFloat(i + 0.5f));
      }
      try (Tensor wide = Float16.widen(half)) {
        assertThat(wide.toFloats()).containsExactly(0.5f, 1.5f, 2.5f);
      }
      assertThat(half.toFloats()).containsExactly(0.5f, 1.5f, 2.5f);
      assertThat(half.toString()).contains("float16[3]").contains("2.5");
      assertThatThrownBy(() -> Float16.widen(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("float32[1]; expected a dense plain float16");
    }
  }
}
