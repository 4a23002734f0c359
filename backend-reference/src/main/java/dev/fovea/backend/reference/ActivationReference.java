package dev.fovea.backend.reference;

import dev.fovea.op.Activation;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/** {@link Activation}: one image per task. */
final class ActivationReference implements KernelBody {
  private final Activation op;

  private ActivationReference(Activation op) {
    this.op = op;
  }

  static Plan plan(Activation op, List<TensorDesc> inputs, PlanOptions options) {
    int ulps = ulps(op);
    return Plan.of(op, inputs, options)
        .build(
            "reference:activation:direct",
            ulps == 0 ? ErrorModel.exact() : new ErrorModel.Elementwise(ulps),
            operands -> new ActivationReference(op));
  }

  /** Returns the error that rounding f(x) to float adds, where f(x) is not a float anyway. */
  static int ulps(Activation op) {
    return switch (op.function()) {
      case IDENTITY, RELU, LEAKY_RELU, CLIP, THRESHOLDED_RELU, SHRINK -> 0;
      case SIGMOID, TANH, HARD_SIGMOID, HARD_SWISH, SILU, ELU, CELU, SELU -> 1;
      case SOFTPLUS, SOFTSIGN, GELU, GELU_TANH, MISH -> 1;
    };
  }

  @Override
  public void run(Call call) {
    call.workers().run(call.dsts().get(0).desc().images(), call, this::image);
  }

  private void image(Call call, int n, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    FloatBuffer srcs = src.floats();
    FloatBuffer out = dst.floats();
    int elements = (int) dst.desc().imageElements();
    int srcBase = (int) (n * src.desc().imageStride());
    int dstBase = (int) (n * dst.desc().imageStride());
    for (int i = 0; i < elements; i++) {
      out.put(dstBase + i, (float) apply(op, srcs.get(srcBase + i)));
    }
  }

  /**
   * Returns f(x); the one formula that epilogues share. NaN gives NaN everywhere: Math.max and
   * Math.min pass it on. HARD_SWISH at minus infinity is minus infinity times 0, NaN.
   */
  static double apply(Activation op, double x) {
    double alpha = op.alpha();
    double beta = op.beta();
    return switch (op.function()) {
      case IDENTITY -> x;
      case RELU -> Math.max(x, 0);
      case LEAKY_RELU -> x >= 0 ? x : alpha * x;
      case CLIP -> Math.min(Math.max(x, alpha), beta);
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case TANH -> Math.tanh(x);
      case HARD_SIGMOID -> Math.max(0, Math.min(1, alpha * x + beta));
      case HARD_SWISH -> x * Math.max(0, Math.min(1, alpha * x + beta));
      // The limit at minus infinity, where the quotient would be NaN.
      case SILU -> x == Double.NEGATIVE_INFINITY ? -0.0 : x / (1 + Math.exp(-x));
      case ELU -> x >= 0 ? x : alpha * Math.expm1(x);
      case CELU -> x >= 0 ? x : alpha * Math.expm1(x / alpha);
      case SELU -> x >= 0 ? beta * x : beta * alpha * Math.expm1(x);
      // exp(x) would overflow; ln(1 + exp(x)) = x + ln(1 + exp(-x)).
      case SOFTPLUS -> x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
      case SOFTSIGN -> Double.isInfinite(x) ? Math.signum(x) : x / (1 + Math.abs(x));
      case GELU -> belowAll(x) ? -0.0 : x * ErfReference.normal(x);
      case GELU_TANH -> belowAll(x) ? -0.0 : x * halfOfOnePlusTanh(x);
      case MISH -> belowAll(x) ? -0.0 : x * Math.tanh(Math.log1p(Math.exp(x)));
      case THRESHOLDED_RELU -> x <= alpha ? 0 : x;
      case SHRINK -> Math.abs(x) <= alpha ? 0 : shrunk(alpha, beta, x);
    };
  }

  /** Minus infinity, where the limit is 0 and the product of an infinity and 0 would be NaN. */
  private static boolean belowAll(double x) {
    return x == Double.NEGATIVE_INFINITY;
  }

  /** (1 + tanh(u)) / 2 = 1 / (1 + exp(-2 u)): nothing cancels where tanh is all but -1. */
  private static double halfOfOnePlusTanh(double x) {
    double u = Math.sqrt(2 / Math.PI) * (x + 0.044715 * Math.pow(x, 3));
    return 1 / (1 + Math.exp(-2 * u));
  }

  private static double shrunk(double lambda, double bias, double x) {
    return x > lambda ? x - bias : x < -lambda ? x + bias : x * 0;
  }
}
