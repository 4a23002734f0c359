package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.Shape;
import org.junit.jupiter.api.Test;

class DenseTest {

  @Test
  void flattensBehindTheFirstAxis() {
    Dense op = Dense.of(24, 5);
    assertThat(Inputs.infer(op, Shape.of(3, 24), op.weightsShape(), Shape.of(5)))
        .isEqualTo(Shape.of(3, 5));
    assertThat(Inputs.infer(op, Shape.of(3, 2, 3, 4), op.weightsShape(), Shape.of(5)))
        .isEqualTo(Shape.of(3, 5));
  }

  @Test
  void countsItsCostAsPublished() {
    Dense fc6 = Dense.of(25_088, 4096);
    assertThat(fc6.parameterCount()).isEqualTo(102_764_544);
    assertThat(
            fc6.multiplyAdds(Inputs.of(Shape.of(1, 512, 7, 7), fc6.weightsShape(), Shape.of(4096))))
        .isEqualTo(102_760_448);
    assertThat(Dense.of(120, 84).parameterCount()).isEqualTo(10_164);
    assertThat(Dense.of(512, 10).bias(false).parameterCount()).isEqualTo(5120);
  }

  @Test
  void isAConvolutionOverTheWholeMap() {
    Dense op = Dense.of(25_088, 4096).epilogue(Epilogue.of(Activation.relu()));
    Conv2d conv = op.asConv2d(512, Size2d.square(7));
    assertThat(conv.weightsShape()).isEqualTo(Shape.of(4096, 512, 7, 7));
    assertThat(conv.epilogue()).isEqualTo(op.epilogue());
    assertThat(conv.parameterCount()).isEqualTo(op.parameterCount());
    assertThat(Inputs.infer(conv, Shape.of(2, 512, 7, 7), conv.weightsShape(), Shape.of(4096)))
        .isEqualTo(Shape.of(2, 4096, 1, 1));
    assertThatThrownBy(() -> op.asConv2d(512, Size2d.square(6)))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Dense: map is 512x6x6; expected 25088 values");
  }

  @Test
  void refusesWhatDoesNotFit() {
    Dense op = Dense.of(4, 2).epilogue(Epilogue.NONE.withResidual());
    Shape weights = op.weightsShape();
    Shape bias = Shape.of(2);
    Shape residual = Shape.of(1, 2);
    assertThatThrownBy(() -> Dense.of(0, 2))
        .hasMessage("Dense: features are 0 -> 2; expected at least 1");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(1, 5), weights, bias, residual))
        .hasMessage(
            "Dense: input is [1,5]; expected [N, ...] with 4 values behind axis 0 (weight [2,4])");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(4), weights, bias, residual))
        .hasMessageContaining("input is [4]");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(1, 4), Shape.of(4, 2), bias, residual))
        .hasMessageContaining("weights is [4,2]; expected [2,4]");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(1, 4), weights, Shape.of(4), residual))
        .hasMessageContaining("bias is [4]; expected [2]");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(1, 4), weights, bias, Shape.of(2)))
        .hasMessageContaining("residual is [2]; expected [1,2]");
  }
}
