package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Gemm, Reshape and Flatten. */
class MatrixTest {

  @Test
  void gemmMultipliesTransposes() {
    assertThat(Inputs.infer(new Gemm(false, false, 1, 1, false), Shape.of(2, 3), Shape.of(3, 4)))
        .isEqualTo(Shape.of(2, 4));
    Gemm both = new Gemm(true, true, 1, 1, false);
    assertThat(Inputs.infer(both, Shape.of(3, 2), Shape.of(4, 3))).isEqualTo(Shape.of(2, 4));
    assertThat(both.multiplyAdds(Inputs.of(Shape.of(3, 2), Shape.of(4, 3)))).isEqualTo(24);
  }

  @Test
  void gemmRefusesWhatDoesNotFit() {
    Gemm op = new Gemm(false, false, 1, 1, true);
    Shape a = Shape.of(2, 3);
    Shape b = Shape.of(3, 4);
    assertThat(Inputs.infer(op, a, b, Shape.of(4))).isEqualTo(Shape.of(2, 4));
    assertThatThrownBy(() -> Inputs.infer(op, a, Shape.of(4, 3), Shape.of(4)))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Gemm: inner extents are 3 and 4; expected equal ones ([2,3], [4,3])");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(1, 2, 3), b, Shape.of(4)))
        .hasMessage("Gemm: inputs are [1,2,3] and [3,4]; expected rank 2");
    assertThatThrownBy(() -> Inputs.infer(op, a, b, Shape.of(3)))
        .hasMessage("Gemm: c is [3]; expected a shape that broadcasts to [2,4]");
    assertThatThrownBy(() -> Inputs.infer(op, a, b))
        .hasMessage("Gemm: 2 inputs given; expected 3: [a, b, c]");
  }

  @Test
  void reshapeFillsAndCopiesExtents() {
    Shape src = Shape.of(2, 3, 4);
    assertThat(Reshape.to(6, 4).target(src)).isEqualTo(Shape.of(6, 4));
    assertThat(Reshape.to(0, -1).target(src)).isEqualTo(Shape.of(2, 12));
    assertThat(Reshape.to(-1).target(src)).isEqualTo(Shape.of(24));
    assertThat(Reshape.to().target(Shape.of(1))).isEqualTo(Shape.of());
    assertThat(new Reshape(List.of(0, 5), true).target(Shape.of(3, 0))).isEqualTo(Shape.of(0, 5));
    assertThat(Reshape.to(4).infer(List.of(TensorDesc.of(DType.INT64, Shape.of(2, 2)))))
        .containsExactly(TensorDesc.of(DType.INT64, Shape.of(4)));
  }

  @Test
  void reshapeRefusesWhatDoesNotFit() {
    Shape src = Shape.of(2, 3);
    assertThatThrownBy(() -> Reshape.to(-1, -1))
        .isInstanceOf(OperatorException.class)
        .hasMessage(
            "Reshape: shape is [-1, -1]; expected extents of 0 or more, and -1 at most once");
    assertThatThrownBy(() -> Reshape.to(-2)).hasMessageContaining("shape is [-2]");
    assertThatThrownBy(() -> new Reshape(List.of(0, -1), true))
        .hasMessageContaining("no -1 beside a 0");
    assertThatThrownBy(() -> Reshape.to(5).target(src))
        .hasMessage("Reshape: shape [5] has 5 elements; expected 6 as in [2,3]");
    assertThatThrownBy(() -> Reshape.to(4, -1).target(src))
        .hasMessage("Reshape: shape is [4, -1]; expected one that 6 elements of [2,3] fill");
    assertThatThrownBy(() -> Reshape.to(2, 3, 0).target(src))
        .hasMessage("Reshape: shape [2, 3, 0] copies axis 2; expected an axis of the input [2,3]");
    assertThatThrownBy(() -> Reshape.to(6).infer(List.of()))
        .hasMessage("Reshape: 0 inputs given; expected 1: src");
  }

  @Test
  void reshapeRefusesExtentsWhoseProductOverflows() {
    assertThatThrownBy(() -> Reshape.to(1 << 30, 1 << 30, 16, -1).target(Shape.of(2)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void flattenSplitsAtItsAxis() {
    Shape src = Shape.of(2, 3, 4);
    assertThat(new Flatten(1).target(src)).isEqualTo(Shape.of(2, 12));
    assertThat(new Flatten(0).target(src)).isEqualTo(Shape.of(1, 24));
    assertThat(new Flatten(3).target(src)).isEqualTo(Shape.of(24, 1));
    assertThat(new Flatten(-1).target(src)).isEqualTo(Shape.of(6, 4));
    assertThat(new Flatten(0).target(Shape.of())).isEqualTo(Shape.of(1, 1));
    assertThatThrownBy(() -> new Flatten(4).target(src))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Flatten: axis is 4; expected -3 to 3 for [2,3,4]");
  }
}
