package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConcatTest {

  @Test
  void extentsAddUpAlongTheAxis() {
    Concat op = new Concat(1, 3);
    Shape src = Shape.of(2, 3, 4);
    assertThat(Inputs.infer(op, src, Shape.of(2, 1, 4), src)).isEqualTo(Shape.of(2, 7, 4));
    assertThat(Inputs.infer(new Concat(0, 1), Shape.of(0))).isEqualTo(Shape.of(0));
    assertThat(op.inputs().stream().map(Port::name)).containsExactly("src0", "src1", "src2");
    assertThat(op.parameterCount()).isZero();
  }

  @Test
  void elementTypeIsThatOfTheInputs() {
    TensorDesc longs = TensorDesc.of(DType.INT64, Shape.of(2));
    assertThat(new Concat(0, 2).infer(List.of(longs, longs)))
        .containsExactly(TensorDesc.of(DType.INT64, Shape.of(4)));
    assertThatThrownBy(() -> new Concat(0, 2).infer(List.of(longs, TensorDesc.of(2))))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Concat: src1 is float32; expected int64 as src0");
  }

  @Test
  void otherExtentsAreEqual() {
    Concat op = new Concat(1, 2);
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(2, 3, 4), Shape.of(2, 3, 5)))
        .isInstanceOf(OperatorException.class)
        .hasMessage(
            "Concat: src1 is [2,3,5]; expected the extents of src0 [2,3,4] but along axis 1");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(2, 3), Shape.of(2, 3, 1)))
        .hasMessageContaining("src1 is [2,3,1]");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(2), Shape.of(2)))
        .hasMessage("Concat: axis is 1; expected less than the rank of src0 [2]");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(2, 3)))
        .hasMessage("Concat: 1 inputs given; expected 2");
  }

  @Test
  void recordsValidateThemselves() {
    assertThatThrownBy(() -> new Concat(-1, 2))
        .hasMessage("Concat: axis is -1; expected 0 or more");
    assertThatThrownBy(() -> new Concat(0, 0))
        .hasMessage("Concat: count is 0; expected at least 1");
  }
}
