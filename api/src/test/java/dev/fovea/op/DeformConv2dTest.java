package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeformConv2dTest {
  private static final DeformConv2d OP =
      DeformConv2d.of(4, 6, Window2d.of(3).pad(1)).groups(2, 4).mask(true);
  private static final TensorDesc SRC = TensorDesc.of(2, 4, 5, 7);
  private static final TensorDesc WEIGHTS = TensorDesc.of(6, 2, 3, 3);
  private static final TensorDesc OFFSET = TensorDesc.of(2, 72, 5, 7);
  private static final TensorDesc BIAS = TensorDesc.of(6);
  private static final TensorDesc MASK = TensorDesc.of(2, 36, 5, 7);

  @Test
  void shapesAndCounts() {
    List<TensorDesc> inputs = List.of(SRC, WEIGHTS, OFFSET, BIAS, MASK);
    assertThat(OP.infer(inputs)).containsExactly(TensorDesc.of(2, 6, 5, 7));
    assertThat(OP.inputs())
        .extracting(Port::name)
        .containsExactly("src", "weights", "offset", "bias", "mask");
    assertThat(OP.parameterCount()).isEqualTo(6 * 2 * 9 + 6);
    assertThat(OP.multiplyAdds(inputs)).isEqualTo(2L * 6 * 5 * 7 * 2 * 9);
    assertThat(OP.weightsShape()).isEqualTo(Shape.of(6, 2, 3, 3));
    assertThat(OP.bias(false).mask(false).inputs()).hasSize(3);
    assertThat(ReceptiveField.INPUT.then(OP.receptiveFieldStep(inputs)).height()).isEqualTo(3);
  }

  @Test
  void whatDoesNotFitIsNamed() {
    refuse("offset is [2,72,5,6]; expected [2,72,5,7]", TensorDesc.of(2, 72, 5, 6), MASK);
    refuse("mask is [2,72,5,7]; expected [2,36,5,7]", OFFSET, OFFSET);
    assertThatThrownBy(() -> OP.groups(2, 3))
        .hasMessageContaining("offset groups are 3; expected a divisor of 4 input channels");
    assertThatThrownBy(() -> OP.groups(4, 1)).hasMessageContaining("groups is 4");
    assertThatThrownBy(
            () -> OP.infer(List.of(TensorDesc.of(2, 3, 5, 7), WEIGHTS, OFFSET, BIAS, MASK)))
        .hasMessageContaining("input has 3 channels; expected 4");
  }

  private static void refuse(String problem, TensorDesc offset, TensorDesc mask) {
    assertThatThrownBy(() -> OP.infer(List.of(SRC, WEIGHTS, offset, BIAS, mask)))
        .isInstanceOf(OperatorException.class)
        .hasMessageContaining("DeformConv2d: " + problem);
  }
}
