package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatMulTest {

  private static Shape shape(String text) {
    return text.equals("-")
        ? Shape.of()
        : Shape.of(Arrays.stream(text.split("x", -1)).mapToInt(Integer::parseInt).toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "3x4, 4x5, 3x5, 60",
    "2x3x4, 2x4x5, 2x3x5, 120",
    "2x3x4, 4x5, 2x3x5, 120",
    "2x1x3x4, 6x4x5, 2x6x3x5, 720",
    "4, 4, -, 4",
    "4, 2x4x5, 2x5, 40",
    "2x3x4, 4, 2x3, 24",
  })
  void shapesFollowNumPy(String a, String b, String dst, long products) {
    MatMul op = new MatMul(false);
    assertThat(Inputs.infer(op, shape(a), shape(b))).isEqualTo(shape(dst));
    assertThat(op.multiplyAdds(Inputs.of(shape(a), shape(b)))).isEqualTo(products);
  }

  @Test
  void bMayBeTransposed() {
    MatMul op = new MatMul(true);
    assertThat(Inputs.infer(op, shape("2x3x4"), shape("5x4"))).isEqualTo(shape("2x3x5"));
    assertThatThrownBy(() -> Inputs.infer(op, shape("3x4"), shape("4")))
        .hasMessage("MatMul: inputs are [3,4] and [4]; expected vectors or matrices, b a matrix");
  }

  @Test
  void extentsAreChecked() {
    MatMul op = new MatMul(false);
    assertThatThrownBy(() -> Inputs.infer(op, shape("3x4"), shape("5x4")))
        .hasMessage("MatMul: inner extents are 4 and 5; expected equal ones ([3,4], [5,4])");
    assertThatThrownBy(() -> Inputs.infer(op, shape("2x3x4"), shape("3x4x5")))
        .hasMessage("MatMul: inputs are [2] and [3]; expected shapes that broadcast");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(), shape("4")))
        .hasMessageContaining("inputs are [] and [4]; expected vectors or matrices");
  }
}
