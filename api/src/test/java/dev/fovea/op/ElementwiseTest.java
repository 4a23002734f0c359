package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Activation, Add, PRelu, Softmax and BatchNorm. */
class ElementwiseTest {

  @Test
  void theOutputOfAnActivationIsDenseAndPlain() {
    TensorDesc slice = new TensorDesc(DType.FLOAT32, Shape.of(2, 3), Layout.PLAIN, 8);
    assertThat(Activation.relu().infer(List.of(slice))).containsExactly(TensorDesc.of(2, 3));
  }

  @Test
  void activationCoefficientsAreNumbers() {
    assertThatThrownBy(() -> Activation.leakyRelu(Float.NaN))
        .isInstanceOf(OperatorException.class)
        .hasMessageContainingAll("Activation: LEAKY_RELU", "NaN", "finite");
    assertThatThrownBy(() -> Activation.elu(Float.POSITIVE_INFINITY))
        .hasMessageContaining("Infinity");
    assertThatThrownBy(() -> Activation.clip(Float.NaN, 1))
        .hasMessageContaining("expected numbers");
    Activation open = Activation.clip(0, Float.POSITIVE_INFINITY);
    assertThat(open).hasToString("CLIP(0.0,Infinity)");
    assertThat(Activation.clip(2, 1).beta()).isEqualTo(1);
  }

  @Test
  void noActivationIsSteeperThanItsLipschitzConstant() {
    for (Activation op :
        List.of(
            Activation.sigmoid(),
            Activation.tanh(),
            Activation.hardSigmoid(0.2f, 0.5f),
            Activation.hardSwish(),
            Activation.silu(),
            Activation.elu(1.5f),
            Activation.leakyRelu(-3),
            Activation.celu(2),
            Activation.selu(1.6732632f, 1.050701f),
            Activation.softplus(),
            Activation.softsign(),
            Activation.gelu(),
            Activation.geluTanh(),
            Activation.mish(),
            Activation.shrink(0.5f, 0.5f),
            Activation.clip(-1, 2))) {
      double steepest = 0;
      double h = 1e-4;
      for (double x = -8; x < 8; x += h) {
        steepest = Math.max(steepest, Math.abs(value(op, x + h) - value(op, x)) / h);
      }
      assertThat(op.lipschitz()).as(op.toString()).isBetween(steepest - 1e-6, steepest * 1.01);
    }
  }

  private static double value(Activation op, double x) {
    double inner = Math.max(0, Math.min(1, op.alpha() * x + op.beta()));
    return switch (op.function()) {
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case TANH -> Math.tanh(x);
      case HARD_SIGMOID -> inner;
      case HARD_SWISH -> x * inner;
      case SILU -> x / (1 + Math.exp(-x));
      case ELU -> x >= 0 ? x : op.alpha() * Math.expm1(x);
      case LEAKY_RELU -> x >= 0 ? x : op.alpha() * x;
      case CLIP -> Math.min(Math.max(x, op.alpha()), op.beta());
      case CELU -> x >= 0 ? x : op.alpha() * Math.expm1(x / op.alpha());
      case SELU -> op.beta() * (x >= 0 ? x : op.alpha() * Math.expm1(x));
      case SOFTPLUS -> Math.log1p(Math.exp(x));
      case SOFTSIGN -> x / (1 + Math.abs(x));
      case GELU -> x * normal(x);
      case GELU_TANH ->
          x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
      case MISH -> x * Math.tanh(Math.log1p(Math.exp(x)));
      case SHRINK -> Math.copySign(Math.max(Math.abs(x) - op.alpha(), 0), x);
      default -> throw new AssertionError(op);
    };
  }

  /** The normal distribution function, by its series about 0. */
  private static double normal(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 150; n++) {
      term *= x * x / (2 * n + 1);
      sum += term;
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  @Test
  void anActivationThatJumpsIsNotFused() {
    assertThat(Activation.thresholdedRelu(0).lipschitz()).isEqualTo(1);
    assertThat(Activation.thresholdedRelu(1).lipschitz()).isInfinite();
    assertThat(Activation.shrink(0.5f, 0).lipschitz()).isInfinite();
    assertThatThrownBy(() -> Epilogue.of(Activation.thresholdedRelu(1)))
        .isInstanceOf(OperatorException.class)
        .hasMessageContainingAll("Epilogue: THRESHOLDED_RELU(1.0) jumps", "continuous");
    assertThatThrownBy(() -> Activation.celu(0)).hasMessageContaining("expected more than 0");
  }

  @Test
  void additionBroadcastsBothWays() {
    Add op = new Add();
    assertThat(Inputs.infer(op, Shape.of(2, 3), Shape.of(2, 3))).isEqualTo(Shape.of(2, 3));
    assertThat(Inputs.infer(op, Shape.of(2, 1, 4), Shape.of(3, 1))).isEqualTo(Shape.of(2, 3, 4));
    assertThat(Inputs.infer(op, Shape.of(), Shape.of(5))).isEqualTo(Shape.of(5));
    assertThat(Inputs.infer(op, Shape.of(1), Shape.of(0))).isEqualTo(Shape.of(0));
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(2, 3), Shape.of(2, 4)))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Add: inputs are [2,3] and [2,4]; expected shapes that broadcast");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(2)))
        .hasMessage("Add: 1 inputs given; expected 2: [a, b]");
  }

  @Test
  void stretchedAxesHaveStrideZero() {
    assertThat(Broadcast.strides(Shape.of(3, 1), Shape.of(2, 3, 4))).containsExactly(0, 1, 0);
    assertThat(Broadcast.strides(Shape.of(2, 3, 4), Shape.of(2, 3, 4))).containsExactly(12, 4, 1);
    assertThat(Broadcast.to(Shape.of(3, 1), Shape.of(2, 3, 4))).isTrue();
    assertThat(Broadcast.to(Shape.of(2, 3, 4), Shape.of(3, 4))).isFalse();
    assertThat(Broadcast.to(Shape.of(4), Shape.of(1))).isFalse();
  }

  @Test
  void aSlopeBroadcastsToTheInputOnly() {
    PRelu op = new PRelu(Shape.of(3, 1, 1));
    assertThat(Inputs.infer(op, Shape.of(2, 3, 4, 4), op.slope())).isEqualTo(Shape.of(2, 3, 4, 4));
    assertThat(op.parameterCount()).isEqualTo(3);
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(2, 4, 4, 4), op.slope()))
        .isInstanceOf(OperatorException.class)
        .hasMessage(
            "PRelu: slope is [3,1,1]; expected a shape that broadcasts to the input's [2,4,4,4]");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(2, 3, 4, 4), Shape.of(3)))
        .hasMessageContaining("slope is [3]; expected [3,1,1]");
  }

  @Test
  void softmaxNeedsItsAxes() {
    assertThat(Inputs.infer(Softmax.along(1), Shape.of(2, 5))).isEqualTo(Shape.of(2, 5));
    assertThatThrownBy(() -> Inputs.infer(new Softmax(1, 3), Shape.of(2, 5)))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Softmax: input is [2,5]; expected at least rank 3 for axes 1 to 2");
    assertThatThrownBy(() -> Softmax.along(-1)).hasMessageContaining("axes are -1 to -1");
    assertThatThrownBy(() -> new Softmax(2, 2)).hasMessageContaining("expected at least one");
  }

  @Test
  void batchNormChecksEveryParameter() {
    BatchNorm op = new BatchNorm(3, 1e-5f);
    Shape src = Shape.of(2, 3, 4);
    Shape c = Shape.of(3);
    assertThat(Inputs.infer(op, src, c, c, c, c)).isEqualTo(src);
    assertThat(op.parameterCount()).isEqualTo(6);
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(2, 4, 4), c, c, c, c))
        .isInstanceOf(OperatorException.class)
        .hasMessage("BatchNorm: input is [2,4,4]; expected [N, 3, ...]");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(3), c, c, c, c))
        .hasMessageContaining("input is [3]");
    String[] names = {"scale", "bias", "mean", "variance"};
    for (int wrong = 0; wrong < 4; wrong++) {
      Shape[] shapes = {src, c, c, c, c};
      shapes[wrong + 1] = Shape.of(4);
      assertThatThrownBy(() -> Inputs.infer(op, shapes))
          .hasMessageContaining("BatchNorm: " + names[wrong] + " is [4]; expected [3]");
    }
    assertThatThrownBy(() -> new BatchNorm(0, 0)).hasMessageContaining("channels is 0");
    assertThatThrownBy(() -> new BatchNorm(1, -1)).hasMessageContaining("epsilon is -1.0");
    assertThatThrownBy(() -> new BatchNorm(1, Float.NaN)).hasMessageContaining("epsilon is NaN");
  }
}
