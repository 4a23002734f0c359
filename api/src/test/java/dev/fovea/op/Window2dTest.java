package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Window2d.Rounding;
import dev.fovea.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Window2dTest {

  private static int pooled(int in, Window2d window, Rounding rounding) {
    Shape dst = Inputs.infer(MaxPool2d.of(window).rounding(rounding), Shape.of(1, 1, in, in));
    assertThat(dst.dim(2)).isEqualTo(dst.dim(3));
    return dst.dim(2);
  }

  @ParameterizedTest
  @CsvSource({
    // in, kernel, stride, dilation, begin, end, floor, ceil
    "5, 2, 2, 1, 0, 0, 2, 3",
    "4, 2, 2, 1, 0, 0, 2, 2",
    "7, 3, 2, 1, 0, 0, 3, 3",
    "8, 3, 2, 1, 0, 0, 3, 4",
    "112, 3, 2, 1, 1, 1, 56, 57",
    "224, 7, 2, 1, 3, 3, 112, 113",
    "7, 3, 1, 2, 0, 0, 3, 3",
    "9, 3, 2, 3, 1, 0, 2, 3",
    "1, 1, 1, 1, 0, 0, 1, 1",
    "10, 1, 3, 1, 0, 0, 4, 4",
    "4, 2, 3, 1, 0, 1, 2, 2",
    // One more window of ceil rounding would start at 2, behind the input: dropped.
    "2, 1, 2, 1, 0, 0, 1, 1",
    // The same behind input and begin padding, 5 = 4 + 1.
    "4, 2, 5, 1, 1, 1, 1, 1",
  })
  void roundsDownOrUp(
      int in, int k, int stride, int dilation, int begin, int end, int floor, int ceil) {
    Window2d window =
        Window2d.of(k).stride(stride).dilation(dilation).pad(Padding.of(begin, begin, end, end));
    assertThat(pooled(in, window, Rounding.FLOOR)).isEqualTo(floor);
    assertThat(pooled(in, window, Rounding.CEIL)).isEqualTo(ceil);
  }

  @ParameterizedTest
  @CsvSource({
    // in, kernel, stride, dilation, out, smaller half, larger half
    "5, 3, 1, 1, 5, 1, 1",
    "5, 3, 2, 1, 3, 1, 1",
    "6, 3, 2, 1, 3, 0, 1",
    "5, 2, 1, 1, 5, 0, 1",
    "6, 4, 1, 1, 6, 1, 2",
    "7, 3, 1, 2, 7, 2, 2",
    "7, 1, 3, 1, 3, 0, 0",
    "5, 1, 3, 1, 2, 0, 0",
    "224, 3, 2, 1, 112, 0, 1",
  })
  void samePaddingFollowsFromTheInput(
      int in, int k, int stride, int dilation, int out, int small, int large) {
    Window2d upper = Window2d.of(k).stride(stride).dilation(dilation).pad(Padding.Same.UPPER);
    Window2d lower = upper.pad(Padding.Same.LOWER);
    Size2d input = Size2d.square(in);
    assertThat(upper.pads(input)).isEqualTo(Padding.of(small, small, large, large));
    assertThat(lower.pads(input)).isEqualTo(Padding.of(large, large, small, small));
    for (Rounding rounding : Rounding.values()) {
      assertThat(pooled(in, upper, rounding)).isEqualTo(out);
      assertThat(pooled(in, lower, rounding)).isEqualTo(out);
    }
  }

  @Test
  void axesAreIndependent() {
    Window2d window =
        Window2d.of(new Size2d(3, 5))
            .strides(new Size2d(2, 1))
            .dilations(new Size2d(1, 2))
            .pad(Padding.of(1, 2, 0, 3));
    assertThat(window.extent()).isEqualTo(new Size2d(3, 9));
    assertThat(Inputs.infer(MaxPool2d.of(window), Shape.of(1, 1, 8, 12)))
        .isEqualTo(Shape.of(1, 1, 4, 9));
  }

  @Test
  void refusesExtentsBelowOne() {
    assertThatThrownBy(() -> Window2d.of(new Size2d(0, 3)))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Window2d: kernel is 0x3; expected at least 1x1");
    assertThatThrownBy(() -> Window2d.of(3).stride(0)).hasMessageContaining("stride is 0x0");
    assertThatThrownBy(() -> Window2d.of(3).dilation(-1)).hasMessageContaining("dilation is -1x-1");
  }

  @Test
  void refusesExtentsThatOverflow() {
    assertThatThrownBy(() -> Window2d.of(3).dilation(1 << 30))
        .isInstanceOf(OperatorException.class)
        .hasMessageContaining("overflows");
    assertThatThrownBy(() -> Window2d.of(1 << 16)).hasMessageContaining("overflows");
  }

  @Test
  void refusesInputsSmallerThanTheWindow() {
    assertThatThrownBy(
            () -> Inputs.infer(MaxPool2d.of(Window2d.of(3).dilation(2)), Shape.of(1, 1, 4, 9)))
        .isInstanceOf(OperatorException.class)
        .hasMessageContainingAll("MaxPool2d", "input is 4x9", "padding 0", "extent 5x5");
  }
}
