package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvTranspose2dTest {

  private static Shape infer(ConvTranspose2d op, int in) {
    return Inputs.infer(
        op, Shape.of(1, op.inChannels(), in, in), op.weightsShape(), Shape.of(op.outChannels()));
  }

  @ParameterizedTest
  @CsvSource({
    // in, kernel, stride, dilation, pad, output padding, out
    "2, 3, 2, 1, 0, 0, 5",
    "4, 4, 2, 1, 1, 0, 8",
    "4, 3, 2, 1, 1, 1, 8",
    "3, 3, 1, 2, 0, 0, 7",
    "1, 2, 3, 1, 0, 2, 4",
  })
  void infersTheOutput(int in, int k, int stride, int dilation, int pad, int outPad, int out) {
    ConvTranspose2d op =
        ConvTranspose2d.of(1, 2, Window2d.of(k).stride(stride).dilation(dilation).pad(pad))
            .outputPadding(Size2d.square(outPad));
    assertThat(infer(op, in)).isEqualTo(Shape.of(1, 2, out, out));
  }

  @Test
  void samePaddingMultipliesTheSizeByTheStride() {
    ConvTranspose2d upper =
        ConvTranspose2d.of(1, 1, Window2d.of(3).stride(2).pad(Padding.Same.UPPER));
    ConvTranspose2d lower =
        ConvTranspose2d.of(1, 1, Window2d.of(3).stride(2).pad(Padding.Same.LOWER));
    assertThat(infer(upper, 4)).isEqualTo(Shape.of(1, 1, 8, 8));
    assertThat(upper.pads(Size2d.square(4))).isEqualTo(Padding.of(0, 0, 1, 1));
    assertThat(lower.pads(Size2d.square(4))).isEqualTo(Padding.of(1, 1, 0, 0));
  }

  @Test
  void aWantedSizeDecidesThePadding() {
    ConvTranspose2d op =
        ConvTranspose2d.of(1, 1, Window2d.of(3).stride(3)).outputSize(new Size2d(10, 8));
    assertThat(infer(op, 3)).isEqualTo(Shape.of(1, 1, 10, 8));
    // The full output is 9x9: no padding is left for 10 rows, one column for 8.
    assertThat(op.pads(Size2d.square(3))).isEqualTo(Padding.of(0, 1, 0, 0));
  }

  @Test
  void countsItsCost() {
    ConvTranspose2d op = ConvTranspose2d.of(64, 32, Window2d.of(4).stride(2).pad(1));
    assertThat(op.parameterCount()).isEqualTo(64 * 32 * 16 + 32);
    assertThat(op.multiplyAdds(Inputs.of(Shape.of(1, 64, 8, 8), op.weightsShape(), Shape.of(32))))
        .isEqualTo(64L * 8 * 8 * 32 * 16);
    // Stride 2 leaves every other tap to a row: 2 of 4.
    assertThat(op.products()).isEqualTo(64 * 2 * 2);
    assertThat(ConvTranspose2d.of(1, 1, Window2d.of(3).stride(2)).products()).isEqualTo(4);
    assertThat(ConvTranspose2d.of(1, 1, Window2d.of(3).stride(2).dilation(2)).products())
        .isEqualTo(9);
    assertThat(ConvTranspose2d.of(1, 1, Window2d.of(2).stride(5)).products()).isEqualTo(1);
  }

  @Test
  void groupsShapeTheWeights() {
    assertThat(ConvTranspose2d.of(6, 4, Window2d.of(3)).groups(2).weightsShape())
        .isEqualTo(Shape.of(6, 2, 3, 3));
    assertThatThrownBy(() -> ConvTranspose2d.of(6, 4, Window2d.of(3)).groups(3))
        .isInstanceOf(OperatorException.class)
        .hasMessage(
            "ConvTranspose2d: groups is 3; expected a divisor of 6 input and 4 output channels");
  }

  @Test
  void refusesWhatDoesNotFit() {
    ConvTranspose2d op = ConvTranspose2d.of(2, 3, Window2d.of(3).pad(2));
    Shape weights = op.weightsShape();
    Shape bias = Shape.of(3);
    assertThatThrownBy(() -> ConvTranspose2d.of(1, 0, Window2d.of(1)))
        .hasMessage("ConvTranspose2d: channels are 1 -> 0; expected at least 1");
    assertThatThrownBy(() -> op.outputPadding(new Size2d(0, 1)))
        .hasMessage(
            "ConvTranspose2d: output padding is 0x1; expected less than stride 1x1 or"
                + " dilation 1x1");
    assertThatThrownBy(() -> op.outputPadding(new Size2d(-1, 0)))
        .hasMessageContaining("output padding is -1x0");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(1, 3, 4, 4), weights, bias))
        .hasMessage(
            "ConvTranspose2d: input has 3 channels; expected 2 (weight [2,3,3,3], groups 1)");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(2, 4, 4), weights, bias))
        .hasMessageContaining("input is [2,4,4]; expected rank 4");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(1, 2, 2, 4), weights, bias))
        .hasMessage(
            "ConvTranspose2d: output would be 0x2; expected at least 1x1; reduce padding 2");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(1, 2, 0, 4), weights, bias))
        .hasMessage("ConvTranspose2d: input is 0x4; expected at least 1x1");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(1, 2, 4, 4), Shape.of(3, 2, 3, 3), bias))
        .hasMessageContaining("weights is [3,2,3,3]; expected [2,3,3,3]");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(1, 2, 4, 4), weights, Shape.of(2)))
        .hasMessageContaining("bias is [2]; expected [3]");
    ConvTranspose2d added = op.epilogue(Epilogue.NONE.withResidual());
    assertThatThrownBy(
            () -> Inputs.infer(added, Shape.of(1, 2, 4, 4), weights, bias, Shape.of(1, 3, 4, 4)))
        .hasMessageContaining("residual is [1,3,4,4]; expected [1,3,2,2]");
  }
}
