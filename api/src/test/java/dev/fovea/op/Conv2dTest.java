package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.Test;

class Conv2dTest {

  private static List<TensorDesc> inputs(Conv2d op, Shape src) {
    return op.bias()
        ? Inputs.of(src, op.weightsShape(), Shape.of(op.outChannels()))
        : Inputs.of(src, op.weightsShape());
  }

  @Test
  void infersTheOutput() {
    Conv2d op = Conv2d.of(3, 64, Window2d.of(7).stride(2).pad(3));
    assertThat(op.infer(inputs(op, Shape.of(2, 3, 224, 224))))
        .containsExactly(TensorDesc.of(2, 64, 112, 112));
    assertThat(op.infer(inputs(op, Shape.of(0, 3, 224, 224))))
        .containsExactly(TensorDesc.of(0, 64, 112, 112));
  }

  @Test
  void listsItsPorts() {
    Conv2d op = Conv2d.of(1, 1, Window2d.of(1));
    assertThat(op.inputs()).extracting(Port::name).containsExactly("src", "weights", "bias");
    assertThat(op.bias(false).epilogue(Epilogue.NONE.withResidual()).inputs())
        .containsExactly(Port.data("src"), Port.parameter("weights"), Port.data("residual"));
  }

  @Test
  void countsParametersAsPublished() {
    Conv2d depthwise = Conv2d.depthwise(16, 1, Window2d.of(3)).bias(false);
    Conv2d pointwise = Conv2d.of(16, 32, Window2d.of(1)).bias(false);
    assertThat(depthwise.parameterCount() + pointwise.parameterCount()).isEqualTo(656);
    assertThat(Conv2d.of(16, 32, Window2d.of(3)).bias(false).parameterCount()).isEqualTo(4608);
    assertThat(Conv2d.of(3, 96, Window2d.of(11)).parameterCount()).isEqualTo(34_944);
    assertThat(Conv2d.of(1, 6, Window2d.of(5)).parameterCount()).isEqualTo(156);
    assertThat(Conv2d.of(16, 120, Window2d.of(5)).parameterCount()).isEqualTo(48_120);
    // AlexNet's conv2 on two GPUs.
    assertThat(Conv2d.of(96, 256, Window2d.of(5)).groups(2).parameterCount()).isEqualTo(307_456);
  }

  @Test
  void countsMultiplyAddsAsPublished() {
    Conv2d alexnet = Conv2d.of(3, 96, Window2d.of(11).stride(4));
    assertThat(alexnet.multiplyAdds(inputs(alexnet, Shape.of(1, 3, 227, 227))))
        .isEqualTo(105_415_200);
    Conv2d vgg = Conv2d.of(3, 64, Window2d.of(3).pad(1));
    assertThat(vgg.multiplyAdds(inputs(vgg, Shape.of(1, 3, 224, 224)))).isEqualTo(86_704_128);
    Conv2d resnet = Conv2d.of(3, 64, Window2d.of(7).stride(2).pad(3)).bias(false);
    assertThat(resnet.multiplyAdds(inputs(resnet, Shape.of(1, 3, 224, 224))))
        .isEqualTo(118_013_952);
    Conv2d depthwise = Conv2d.depthwise(32, 1, Window2d.of(3).pad(1));
    assertThat(depthwise.products()).isEqualTo(9);
    assertThat(depthwise.multiplyAdds(inputs(depthwise, Shape.of(2, 32, 112, 112))))
        .isEqualTo(2 * 3_612_672);
  }

  @Test
  void refusesOtherChannelsWithAllFacts() {
    Conv2d op = Conv2d.of(128, 256, Window2d.of(3).pad(1));
    assertThatThrownBy(() -> op.infer(inputs(op, Shape.of(1, 64, 8, 8))))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Conv2d: input has 64 channels; expected 128 (weight [256,128,3,3], groups 1)");
  }

  @Test
  void refusesInputsOfOtherShapes() {
    Conv2d op = Conv2d.of(4, 8, Window2d.of(3)).epilogue(Epilogue.NONE.withResidual());
    Shape src = Shape.of(1, 4, 5, 5);
    Shape weights = op.weightsShape();
    Shape bias = Shape.of(8);
    Shape residual = Shape.of(1, 8, 3, 3);
    assertThat(Inputs.infer(op, src, weights, bias, residual)).isEqualTo(residual);
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(4, 5, 5), weights, bias, residual))
        .hasMessage("Conv2d: input is [4,5,5]; expected rank 4 (N,C,H,W)");
    assertThatThrownBy(() -> Inputs.infer(op, src, Shape.of(8, 3, 3, 4), bias, residual))
        .hasMessageStartingWith("Conv2d: weights is [8,3,3,4]; expected [8,4,3,3]");
    assertThatThrownBy(() -> Inputs.infer(op, src, weights, Shape.of(4), residual))
        .hasMessageStartingWith("Conv2d: bias is [4]; expected [8]");
    assertThatThrownBy(() -> Inputs.infer(op, src, weights, bias, Shape.of(1, 8, 5, 5)))
        .hasMessageStartingWith("Conv2d: residual is [1,8,5,5]; expected [1,8,3,3]");
    assertThatThrownBy(() -> Inputs.infer(op, src, weights))
        .hasMessage("Conv2d: 2 inputs given; expected 4: [src, weights, bias, residual]");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(1, 4, 2, 5), weights, bias, residual))
        .hasMessageStartingWith("Conv2d: input is 2x5 with padding 0; expected at least");
  }

  @Test
  void refusesOtherElementTypes() {
    Conv2d op = Conv2d.of(1, 1, Window2d.of(1)).bias(false);
    List<TensorDesc> longs =
        List.of(TensorDesc.of(DType.INT64, Shape.of(1, 1, 1, 1)), TensorDesc.of(op.weightsShape()));
    assertThatThrownBy(() -> op.infer(longs))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Conv2d: src is int64; expected float32");
  }

  @Test
  void refusesChannelsThatGroupsDoNotDivide() {
    assertThatThrownBy(() -> Conv2d.of(6, 8, Window2d.of(1)).groups(4))
        .hasMessage("Conv2d: groups is 4; expected a divisor of 6 input and 8 output channels");
    assertThatThrownBy(() -> Conv2d.of(8, 6, Window2d.of(1)).groups(4))
        .hasMessageContaining("groups is 4");
    assertThatThrownBy(() -> Conv2d.of(8, 6, Window2d.of(1)).groups(0))
        .hasMessageContaining("groups is 0");
    assertThatThrownBy(() -> Conv2d.of(0, 6, Window2d.of(1)))
        .hasMessage("Conv2d: channels are 0 -> 6; expected at least 1");
  }
}
