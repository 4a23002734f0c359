package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.ArgExtremum.Extreme;
import dev.fovea.op.Reduce.Kind;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reduce and ArgExtremum. */
class ReductionTest {
  private static final Shape IMAGES = Shape.of(2, 3, 5, 7);

  private static Shape sum(Shape src, boolean keepDims, Integer... axes) {
    return Inputs.infer(new Reduce(Kind.SUM, List.of(axes), keepDims), src);
  }

  @Test
  void reducedAxesStayOrGo() {
    assertThat(sum(IMAGES, true, 1)).isEqualTo(Shape.of(2, 1, 5, 7));
    assertThat(sum(IMAGES, false, 1)).isEqualTo(Shape.of(2, 5, 7));
    assertThat(sum(IMAGES, false, -1, 0)).isEqualTo(Shape.of(3, 5));
    assertThat(sum(IMAGES, true)).isEqualTo(Shape.of(1, 1, 1, 1));
    assertThat(sum(IMAGES, false)).isEqualTo(Shape.of());
    assertThat(sum(Shape.of(), true)).isEqualTo(Shape.of());
    assertThat(Reduce.of(Kind.SUM, 0, -1).terms(IMAGES)).isEqualTo(14);
    assertThat(Reduce.of(Kind.SUM).terms(IMAGES)).isEqualTo(210);
  }

  @Test
  void axesAreChecked() {
    assertThatThrownBy(() -> sum(IMAGES, true, 4))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Reduce: axis is 4; expected -4 to 3 for [2,3,5,7]");
    assertThatThrownBy(() -> sum(IMAGES, true, 1, -3))
        .hasMessageContaining("axes are [1, -3]; expected each of [2,3,5,7] once");
    ArgExtremum arg = new ArgExtremum(Extreme.MAX, 1, true, false);
    assertThatThrownBy(() -> Inputs.infer(arg, Shape.of(3)))
        .hasMessageContaining("axis is 1; expected -1 to 0 for [3]");
    assertThatThrownBy(() -> Inputs.infer(arg, Shape.of(3, 0)))
        .hasMessageContaining("input is [3,0]; expected at least one value along axis 1");
  }

  @Test
  void integersAreTakenWhereTheyStayIntegers() {
    TensorDesc longs = TensorDesc.of(DType.INT64, Shape.of(2, 3));
    for (Kind kind : Kind.values()) {
      Reduce op = Reduce.of(kind, 1);
      if (kind.takesIntegers()) {
        assertThat(op.infer(List.of(longs)))
            .containsExactly(TensorDesc.of(DType.INT64, Shape.of(2, 1)));
      } else {
        assertThatThrownBy(() -> op.infer(List.of(longs)))
            .hasMessageContaining("src is int64; expected float32 for " + kind);
      }
    }
    TensorDesc none = TensorDesc.of(DType.INT64, Shape.of(2, 0));
    assertThatThrownBy(() -> Reduce.of(Kind.MEAN, 1).infer(List.of(none)))
        .hasMessageContaining("expected at least one int64 value for a mean");
    assertThat(new ArgExtremum(Extreme.MIN, -1, false, false).infer(List.of(longs)))
        .containsExactly(TensorDesc.of(DType.INT64, Shape.of(2)));
  }

  @Test
  void aMeanOverBothSpatialAxesIsGlobalAveragePooling() {
    TensorDesc images = TensorDesc.of(IMAGES);
    assertThat(Reduce.of(Kind.MEAN, 2, 3).isGlobalAverage(images)).isTrue();
    assertThat(Reduce.of(Kind.MEAN, -1, -2).isGlobalAverage(images)).isTrue();
    assertThat(Reduce.of(Kind.MEAN, 3).isGlobalAverage(images)).isFalse();
    assertThat(Reduce.of(Kind.MEAN, 1, 2).isGlobalAverage(images)).isFalse();
    assertThat(Reduce.of(Kind.SUM, 2, 3).isGlobalAverage(images)).isFalse();
    assertThat(new Reduce(Kind.MEAN, List.of(2, 3), false).isGlobalAverage(images)).isFalse();
    assertThat(Reduce.of(Kind.MEAN, 1, 2).isGlobalAverage(TensorDesc.of(2, 3, 5))).isFalse();
    assertThat(Reduce.of(Kind.MEAN, 2, 3).isGlobalAverage(TensorDesc.of(2, 3, 0, 5))).isFalse();
  }

  @Test
  void noMoreThanThereAreCanBeTheLargest() {
    TopK op = new TopK(3, -1, true);
    assertThat(op.infer(Inputs.of(Shape.of(2, 5))))
        .containsExactly(TensorDesc.of(2, 3), TensorDesc.of(DType.INT64, Shape.of(2, 3)));
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(5, 2)))
        .hasMessage("TopK: k is 3; expected at most the 2 values along axis 1 of [5,2]");
    assertThatThrownBy(() -> new TopK(-1, 0, true)).hasMessageContaining("k is -1");
  }

  @Test
  void aReducedMapIsSeenWhole() {
    ReceptiveField rows =
        ReceptiveField.INPUT.then(Reduce.of(Kind.MAX, 2).receptiveFieldStep(Inputs.of(IMAGES)));
    assertThat(rows.height()).isEqualTo(5);
    assertThat(rows.width()).isEqualTo(1);
    ArgExtremum columns = new ArgExtremum(Extreme.MAX, -1, true, false);
    assertThat(columns.receptiveFieldStep(Inputs.of(IMAGES)).extent()).isEqualTo(new Size2d(1, 7));
    assertThat(columns.receptiveFieldStep(Inputs.of(Shape.of(3))))
        .isEqualTo(ReceptiveField.Step.POINTWISE);
  }
}
