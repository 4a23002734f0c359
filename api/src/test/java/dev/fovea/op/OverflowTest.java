package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Window2d.Rounding;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Extents near the largest int: a right answer or an OperatorException, never a wrapped number. */
class OverflowTest {
  private static final int MAX = Integer.MAX_VALUE;

  private static Shape transposed(ConvTranspose2d op, int h, int w) {
    return Inputs.infer(op.bias(false), Shape.of(1, 1, h, w), op.weightsShape());
  }

  @Test
  void transposedConvolutionDoesNotWrap() {
    Window2d strided = Window2d.of(1).stride(1 << 16);
    for (Padding padding : List.of(Padding.none(), Padding.Same.UPPER, Padding.Same.LOWER)) {
      ConvTranspose2d op = ConvTranspose2d.of(1, 1, strided.pad(padding));
      assertThatThrownBy(() -> transposed(op, 65537, 1))
          .as(padding.toString())
          .isInstanceOf(OperatorException.class)
          .hasMessageStartingWith("ConvTranspose2d: output would be 429")
          .hasMessageContaining("expected at most 2147483647 along each axis");
    }
    Window2d cut = Window2d.of(3).pad(Padding.of(MAX, 0, MAX, 0));
    assertThatThrownBy(() -> transposed(ConvTranspose2d.of(1, 1, cut), 5, 5))
        .isInstanceOf(OperatorException.class)
        .hasMessageContaining("output would be -4294967287x7; expected at least 1x1");
    ConvTranspose2d wanted =
        ConvTranspose2d.of(1, 1, strided).outputSize(new Size2d(1, 1)).bias(false);
    assertThatThrownBy(() -> transposed(wanted, 65537, 1))
        .isInstanceOf(OperatorException.class)
        .hasMessageContaining("output size 1 cuts 4294967296 from 4294967297");
    assertThatThrownBy(() -> wanted.pads(new Size2d(65537, 1)))
        .isInstanceOf(OperatorException.class);
    Window2d halves = Window2d.of(1).stride(1 << 30);
    assertThat(transposed(ConvTranspose2d.of(1, 1, halves), 2, 1))
        .isEqualTo(Shape.of(1, 1, (1 << 30) + 1, 1));
  }

  @Test
  void samePaddingTakesAnyStride() {
    for (Padding same : Padding.Same.values()) {
      Window2d window = Window2d.of(3).stride(MAX).pad(same);
      assertThat(Inputs.infer(MaxPool2d.of(window), Shape.of(1, 1, 10, 10)))
          .isEqualTo(Shape.of(1, 1, 1, 1));
      assertThat(window.pads(Size2d.square(10))).isEqualTo(Padding.none());
    }
  }

  @Test
  void paddingMayBeHuge() {
    Window2d window = Window2d.of(3).pad(Padding.of(MAX, 0, MAX, 0));
    Conv2d op = Conv2d.of(1, 1, window).bias(false);
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(1, 1, 5, 5), op.weightsShape()))
        .isInstanceOf(OperatorException.class)
        .hasMessageContaining("Conv2d: output would be 4294967297x3; expected at most 2147483647");
    Conv2d padded = Conv2d.of(1, 1, Window2d.of(1).pad(1 << 30)).bias(false);
    assertThatThrownBy(() -> Inputs.infer(padded, Shape.of(1, 1, 5, 5), op.weightsShape()))
        .isInstanceOf(OperatorException.class);
    // Pads of 2^31 - 1 before and a window as large: one window reads the last row.
    Window2d large =
        Window2d.of(new Size2d(2, 1))
            .dilations(new Size2d(MAX - 1, 1))
            .strides(new Size2d(MAX, 1))
            .pad(Padding.of(MAX - 1, 0, 0, 0));
    assertThat(Inputs.infer(MaxPool2d.of(large), Shape.of(1, 1, 2, 1)))
        .isEqualTo(Shape.of(1, 1, 1, 1));
  }

  @Test
  void poolingIsCheckedInNoTime() {
    int taps = 1 << 21;
    Window2d window = Window2d.of(new Size2d(taps, 1)).pad(Padding.of(taps - 1, 0, taps - 1, 0));
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThat(Inputs.infer(MaxPool2d.of(window), Shape.of(1, 1, 1, 1)))
                .isEqualTo(Shape.of(1, 1, taps, 1)));
  }

  /** The check by its definition, on everything small. */
  @Test
  void windowsOfPaddingOnlyAreFound() {
    int refused = 0;
    for (int code = 0; code < 4 * 3 * 4 * 4 * 5 * 5; code++) {
      int in = code % 4 + 1;
      int taps = code / 4 % 3 + 1;
      int stride = code / 12 % 4 + 1;
      int dilation = code / 48 % 4 + 1;
      int begin = code / 192 % 5;
      int end = code / 960;
      Window2d window =
          Window2d.of(new Size2d(taps, 1))
              .strides(new Size2d(stride, 1))
              .dilations(new Size2d(dilation, 1))
              .pad(Padding.of(begin, 0, end, 0));
      int room = in + begin + end - window.extent().h();
      if (room < 0) {
        continue;
      }
      boolean expected = true;
      for (int o = 0; o <= room / stride; o++) {
        int start = o * stride - begin;
        boolean reads = false;
        for (int k = 0; k < taps; k++) {
          reads |= start + k * dilation >= 0 && start + k * dilation < in;
        }
        expected &= reads;
      }
      assertThat(accepts(window, in)).as("%s of %s", window, in).isEqualTo(expected);
      refused += expected ? 0 : 1;
    }
    assertThat(refused).isPositive();
  }

  private static boolean accepts(Window2d window, int in) {
    try {
      return Inputs.infer(MaxPool2d.of(window), Shape.of(1, 1, in, 1)).rank() == 4;
    } catch (OperatorException e) {
      return false;
    }
  }

  static Stream<Arguments> tooLarge() {
    int half = 1 << 30;
    Conv2d wide = Conv2d.of(1, MAX, Window2d.of(1)).bias(false);
    Shape map = Shape.of(1, 1, half, half);
    ConvTranspose2d spread = ConvTranspose2d.of(1, MAX, Window2d.of(1)).bias(false);
    return Stream.of(
        Arguments.of(wide, Inputs.of(map, wide.weightsShape())),
        Arguments.of(spread, Inputs.of(map, spread.weightsShape())),
        Arguments.of(
            MaxPool2d.of(Window2d.of(1))
                .indices(MaxPool2d.Indices.ROW_MAJOR)
                .rounding(Rounding.FLOOR),
            Inputs.of(Shape.of(1, 1, half, half))),
        Arguments.of(new Add(), Inputs.of(Shape.of(half, 1, 8), Shape.of(1, half, 1))),
        Arguments.of(new Concat(0, 2), Inputs.of(Shape.of(half, 2), Shape.of(half, 2))),
        Arguments.of(new Pad(List.of(MAX, 0), List.of(MAX, 0), 0), Inputs.of(Shape.of(2, 2))),
        Arguments.of(
            new Pad(List.of(half - 2, half - 2, 0), List.of(0, 0, 6), 0),
            Inputs.of(Shape.of(2, 2, 2))),
        Arguments.of(new Flatten(1), Inputs.of(Shape.of(2, half, 2))),
        Arguments.of(Reshape.to(2, -1), Inputs.of(Shape.of(2, half, 2))),
        Arguments.of(Reshape.to(half, half, half, -1), Inputs.of(Shape.of(2, 2))));
  }

  @ParameterizedTest
  @MethodSource("tooLarge")
  void inferThrowsOneTypeOnly(Op op, List<TensorDesc> inputs) {
    assertThatThrownBy(() -> op.infer(inputs))
        .isInstanceOf(OperatorException.class)
        .hasMessageStartingWith(op.type() + ": output would be ");
  }

  @Test
  void productsFitAnInt() {
    assertThatThrownBy(() -> Conv2d.of(1 << 20, 1, Window2d.of(64)))
        .isInstanceOf(OperatorException.class)
        .hasMessage(
            "Conv2d: 1048576 channels a group with kernel 64x64 are 4294967296 weights;"
                + " expected at most 2147483647");
    assertThatThrownBy(() -> ConvTranspose2d.of(1 << 20, 1, Window2d.of(64)))
        .isInstanceOf(OperatorException.class);
    assertThatThrownBy(() -> Conv2d.depthwise(1 << 20, 1 << 20, Window2d.of(1)))
        .isInstanceOf(OperatorException.class)
        .hasMessageContaining("channels are 1048576 with multiplier 1048576");
    assertThatThrownBy(() -> Dense.of(4, 1).asConv2d(1, Size2d.square(1 << 16)))
        .isInstanceOf(OperatorException.class)
        .hasMessageContaining("map is 1x65536x65536; expected 4 values");
  }

  @Test
  void multiplyAddsFitALong() {
    int half = 1 << 30;
    Gemm gemm = new Gemm(false, false, 1, 0, false);
    assertThatThrownBy(
            () -> gemm.multiplyAdds(Inputs.of(Shape.of(half, half), Shape.of(half, half))))
        .isInstanceOf(OperatorException.class)
        .hasMessage(
            "Gemm: 1152921504606846976 times 1073741824 multiply-adds; expected less than 2^63");
    assertThatThrownBy(() -> gemm.multiplyAdds(Inputs.of(Shape.of(1), Shape.of(1))))
        .isInstanceOf(OperatorException.class);
    Dense dense = Dense.of(half, half).bias(false);
    assertThatThrownBy(
            () -> dense.multiplyAdds(Inputs.of(Shape.of(half, half), dense.weightsShape())))
        .isInstanceOf(OperatorException.class);
  }

  @Test
  void emptyOutputsStayPossible() {
    assertThat(Inputs.infer(Reshape.to(0, 3), Shape.of(0, 3)).elements()).isZero();
    assertThat(new Concat(1, 1).infer(List.of(TensorDesc.of(DType.INT64, Shape.of(0, 3)))))
        .containsExactly(TensorDesc.of(DType.INT64, Shape.of(0, 3)));
  }
}
