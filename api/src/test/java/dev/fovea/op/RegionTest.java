package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.StridedSlice.Range;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** StridedSlice and Pad. */
class RegionTest {

  private static StridedSlice along(int axis, int start, int end, int step) {
    return new StridedSlice(List.of(new Range(axis, start, end, step)));
  }

  @ParameterizedTest
  @CsvSource({
    // extent, start, end, step, first, count
    "8, 0, 8, 2, 0, 4",
    "7, 1, 7, 3, 1, 2",
    "5, -3, -1, 1, 2, 2",
    "5, -99, 99, 1, 0, 5",
    "5, 4, 2, 1, 4, 0",
    "5, 9, 99, 1, 5, 0",
    "5, 4, 0, -1, 4, 4",
    "5, -1, -2147483648, -2, 4, 3",
    "5, 2147483647, -2147483648, -1, 4, 5",
  })
  void rangesFollowOnnx(int extent, int start, int end, int step, int first, int count) {
    StridedSlice op = along(0, start, end, step);
    Shape src = Shape.of(extent);
    assertThat(Inputs.infer(op, src)).isEqualTo(Shape.of(count));
    assertThat(op.starts(src)).containsExactly(first);
    assertThat(op.steps(src)).containsExactly(step);
  }

  @Test
  void otherAxesAreTakenWhole() {
    StridedSlice op = along(-1, 0, 3, 1);
    assertThat(Inputs.infer(op, Shape.of(2, 3, 4))).isEqualTo(Shape.of(2, 3, 3));
    assertThat(Inputs.infer(new StridedSlice(List.of()), Shape.of())).isEqualTo(Shape.of());
    assertThat(op.infer(List.of(TensorDesc.of(DType.INT64, Shape.of(5)))))
        .containsExactly(TensorDesc.of(DType.INT64, Shape.of(3)));
  }

  @Test
  void subsampledMapsLieFurtherApart() {
    StridedSlice op = new StridedSlice(List.of(new Range(2, 1, 8, 2), new Range(3, 0, 8, 2)));
    ReceptiveField field =
        ReceptiveField.INPUT.then(op.receptiveFieldStep(Inputs.of(Shape.of(1, 3, 8, 8))));
    assertThat(field).isEqualTo(new ReceptiveField(1, 1, 2, 2, 1, 0));
  }

  @Test
  void slicesThatMakeNoSense() {
    assertThatThrownBy(() -> along(0, 0, 1, 0))
        .isInstanceOf(OperatorException.class)
        .hasMessage("StridedSlice: step of axis 0 is 0; expected another number");
    assertThatThrownBy(() -> Inputs.infer(along(2, 0, 1, 1), Shape.of(2, 3)))
        .hasMessage("StridedSlice: axis is 2; expected -2 to 1 for [2,3]");
    StridedSlice twice = new StridedSlice(List.of(new Range(1, 0, 1, 1), new Range(-1, 0, 1, 1)));
    assertThatThrownBy(() -> Inputs.infer(twice, Shape.of(2, 3)))
        .hasMessage("StridedSlice: axis 1 has two ranges; expected one");
  }

  @Test
  void paddingAddsUp() {
    Pad op = new Pad(List.of(0, 4, 1, 0), List.of(0, 4, 0, 2), 0);
    assertThat(Inputs.infer(op, Shape.of(2, 8, 5, 5))).isEqualTo(Shape.of(2, 16, 6, 7));
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(2)))
        .isInstanceOf(OperatorException.class)
        .hasMessage(
            "Pad: input is [2]; expected rank 4 for begins [0, 4, 1, 0] and ends [0, 4, 0, 2]");
    assertThatThrownBy(() -> new Pad(List.of(-1), List.of(0), 0))
        .hasMessageContaining("expected 0 or more; use StridedSlice to cut");
    assertThatThrownBy(() -> new Pad(List.of(1), List.of(), 0))
        .hasMessageContaining("expected as many of both");
  }
}
