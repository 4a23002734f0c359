package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.MaxPool2d.Indices;
import dev.fovea.op.Window2d.Rounding;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolingTest {

  @Test
  void indicesAreASecondOutput() {
    MaxPool2d op = MaxPool2d.of(Window2d.of(2).stride(2)).indices(Indices.ROW_MAJOR);
    assertThat(op.infer(Inputs.of(Shape.of(1, 3, 4, 6))))
        .containsExactly(
            TensorDesc.of(1, 3, 2, 3), TensorDesc.of(DType.INT64, Shape.of(1, 3, 2, 3)));
    assertThat(op.indices(Indices.NONE).infer(Inputs.of(Shape.of(1, 3, 4, 6)))).hasSize(1);
  }

  @Test
  void poolingHasNoParametersAndNoMultiplyAdds() {
    List<TensorDesc> inputs = Inputs.of(Shape.of(1, 3, 4, 4));
    for (Op op :
        List.of(
            MaxPool2d.of(Window2d.of(2)),
            AveragePool2d.of(Window2d.of(2)),
            new GlobalAveragePool(),
            new GlobalMaxPool())) {
      assertThat(op.parameterCount()).as(op.type()).isZero();
      assertThat(op.multiplyAdds(inputs)).as(op.type()).isZero();
    }
  }

  @Test
  void aWindowOfPaddingOnlyIsRefused() {
    Window2d window = Window2d.of(2).pad(2);
    assertThatThrownBy(() -> Inputs.infer(MaxPool2d.of(window), Shape.of(1, 1, 4, 4)))
        .isInstanceOf(OperatorException.class)
        .hasMessageContainingAll(
            "MaxPool2d: output row 0 reads padding only", "kernel 2x2", "pad 2");
    Window2d columns = Window2d.of(2).pad(Padding.of(0, 0, 0, 2));
    assertThatThrownBy(() -> Inputs.infer(AveragePool2d.of(columns), Shape.of(1, 1, 4, 4)))
        .hasMessageContaining("AveragePool2d: output column 4 reads padding only");
    // Both taps of the dilated window lie in the padding, at -1 and 1.
    Window2d dilated = Window2d.of(2).dilation(2).pad(1);
    assertThatThrownBy(() -> Inputs.infer(MaxPool2d.of(dilated), Shape.of(1, 1, 1, 1)))
        .hasMessageContaining("padding only");
  }

  @Test
  void ceilRoundingKeepsAPartialWindow() {
    AveragePool2d op = AveragePool2d.of(Window2d.of(3).stride(2)).rounding(Rounding.CEIL);
    assertThat(Inputs.infer(op, Shape.of(2, 5, 6, 7))).isEqualTo(Shape.of(2, 5, 3, 3));
    assertThat(op.countIncludePad(true).countIncludePad()).isTrue();
  }

  @Test
  void onlyImagesArePooled() {
    assertThatThrownBy(() -> Inputs.infer(MaxPool2d.of(Window2d.of(2)), Shape.of(3, 4, 4)))
        .hasMessage("MaxPool2d: input is [3,4,4]; expected rank 4 (N,C,H,W)");
  }

  @Test
  void globalPoolingLeavesOnePositionOfAnyRank() {
    assertThat(Inputs.infer(new GlobalAveragePool(), Shape.of(2, 3, 7, 7)))
        .isEqualTo(Shape.of(2, 3, 1, 1));
    assertThat(Inputs.infer(new GlobalMaxPool(), Shape.of(2, 3, 7))).isEqualTo(Shape.of(2, 3, 1));
    assertThat(Inputs.infer(new GlobalMaxPool(), Shape.of(2, 3, 2, 3, 4)))
        .isEqualTo(Shape.of(2, 3, 1, 1, 1));
    assertThatThrownBy(() -> Inputs.infer(new GlobalMaxPool(), Shape.of(2, 3)))
        .hasMessageContaining("GlobalMaxPool: input is [2,3]; expected rank 3 or more");
    assertThatThrownBy(() -> Inputs.infer(new GlobalAveragePool(), Shape.of(2, 3, 0, 4)))
        .hasMessageContaining("[2,3,0,4]; expected at least one position");
  }
}
