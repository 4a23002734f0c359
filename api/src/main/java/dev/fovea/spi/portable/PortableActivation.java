package dev.fovea.spi.portable;

import dev.fovea.op.Activation;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link Activation} in float arithmetic, or in double and rounded once. */
public final class PortableActivation implements KernelBody {
  private static final double SQRT_2_BY_PI = Math.sqrt(2 / Math.PI);

  private final Activation op;

  private final Workers.Task<Call> task = this::task;

  private PortableActivation(Activation op) {
    this.op = op;
  }

  /** Plans the operator. */
  public static Plan plan(Activation op, List<TensorDesc> inputs, PlanOptions options) {
    int ulps = ulps(op);
    ErrorModel model = ulps == 0 ? ErrorModel.exact() : new ErrorModel.Elementwise(ulps);
    return Plan.of(op, inputs, options)
        .build("portable:activation", model, operands -> new PortableActivation(op));
  }

  /** Returns the error that rounding the result of {@link #apply} adds, for an error model. */
  public static int ulps(Activation op) {
    return switch (op.function()) {
      case IDENTITY, RELU, LEAKY_RELU, CLIP, THRESHOLDED_RELU, SHRINK -> 0;
      case SIGMOID, TANH, SILU, ELU, CELU, SELU, HARD_SIGMOID, HARD_SWISH -> 1;
      case SOFTPLUS, SOFTSIGN, GELU, GELU_TANH, MISH -> 1;
    };
  }

  @Override
  public void run(Call call) {
    call.workers().run(Stage.tasks(call.dsts().get(0).desc()), call, task);
  }

  private void task(Call call, int task, int worker) {
    Tensor dst = call.dsts().get(0);
    float[] x = Stage.floats()[0];
    int end = Stage.end(dst.desc(), task);
    for (int i = Stage.begin(task); i < end; i += Stage.LENGTH) {
      int count = Math.min(Stage.LENGTH, end - i);
      Stage.load(call.srcs().get(0), i, x, count);
      apply(op, x, count);
      Stage.store(x, count, dst, i);
    }
  }

  /** x = f(x), with loops of their own for the functions that cost less than a switch. */
  private static void apply(Activation op, float[] x, int count) {
    float alpha = op.alpha();
    float beta = op.beta();
    switch (op.function()) {
      case IDENTITY -> {}
      case RELU -> clip(x, 0, Float.POSITIVE_INFINITY, count);
      case CLIP -> clip(x, alpha, beta, count);
      case LEAKY_RELU -> {
        for (int i = 0; i < count; i++) {
          // Without a branch; one of the two terms is zero, so nothing is rounded twice.
          x[i] = Math.max(x[i], 0f) + alpha * Math.min(x[i], 0f);
        }
      }
      case HARD_SIGMOID -> {
        for (int i = 0; i < count; i++) {
          x[i] = (float) unit((double) alpha * x[i] + beta);
        }
      }
      case HARD_SWISH -> {
        for (int i = 0; i < count; i++) {
          x[i] = (float) (x[i] * unit((double) alpha * x[i] + beta));
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          x[i] = apply(op, x[i]);
        }
      }
    }
  }

  private static void clip(float[] x, float min, float max, int count) {
    for (int i = 0; i < count; i++) {
      x[i] = Math.min(Math.max(x[i], min), max);
    }
  }

  /** Returns f(x); transcendental functions go through double, so one rounding remains. */
  public static float apply(Activation op, float x) {
    float alpha = op.alpha();
    float beta = op.beta();
    return switch (op.function()) {
      case IDENTITY -> x;
      case RELU -> Math.max(x, 0f);
      case LEAKY_RELU -> x >= 0 ? x : alpha * x;
      case CLIP -> Math.min(Math.max(x, alpha), beta);
      case SIGMOID -> (float) (1 / (1 + Math.exp(-x)));
      case TANH -> (float) Math.tanh(x);
      case HARD_SIGMOID -> (float) unit((double) alpha * x + beta);
      case HARD_SWISH -> (float) (x * unit((double) alpha * x + beta));
      case SILU -> silu(x);
      case ELU -> x >= 0 ? x : (float) (alpha * Math.expm1(x));
      case CELU -> x >= 0 ? x : (float) (alpha * Math.expm1((double) x / alpha));
      case SELU -> x >= 0 ? beta * x : (float) ((double) beta * alpha * Math.expm1(x));
      case SOFTPLUS -> (float) (Math.max((double) x, 0) + Math.log1p(Math.exp(-Math.abs(x))));
      case SOFTSIGN -> Float.isInfinite(x) ? Math.signum(x) : (float) (x / (1.0 + Math.abs(x)));
      case GELU -> gelu(x);
      case GELU_TANH -> geluTanh(x);
      case MISH -> mish(x);
      case THRESHOLDED_RELU -> x <= alpha ? 0 : x;
      case SHRINK -> x > alpha ? x - beta : x < -alpha ? x + beta : Float.isNaN(x) ? x : 0;
    };
  }

  private static double unit(double x) {
    return Math.max(0, Math.min(1, x));
  }

  /** 1 + erf(x / sqrt(2)) is erfc(-x / sqrt(2)), which loses nothing far below zero. */
  private static float gelu(float x) {
    if (x == Float.NEGATIVE_INFINITY) {
      return -0f;
    }
    return (float) (0.5 * x * Erf.complement(-x * Math.sqrt(0.5)));
  }

  /** 0.5 (1 + tanh(u)) is the logistic function of 2 u, which loses nothing far below zero. */
  private static float geluTanh(float x) {
    if (x == Float.NEGATIVE_INFINITY) {
      return -0f;
    }
    double u = SQRT_2_BY_PI * (x + 0.044715 * x * x * x);
    return (float) (x / (1 + Math.exp(-2 * u)));
  }

  /** With n = e^x (e^x + 2), tanh(ln(1 + e^x)) is n / (n + 2); far above zero it is 1. */
  private static float mish(float x) {
    if (x == Float.NEGATIVE_INFINITY || x > 20) {
      return x > 20 ? x : -0f;
    }
    double e = Math.exp(x);
    double n = e * (e + 2);
    return (float) (x * (n / (n + 2)));
  }

  /** The limit at minus infinity is 0, where x / (1 + exp(-x)) would be NaN. */
  private static float silu(float x) {
    return x == Float.NEGATIVE_INFINITY ? -0f : (float) (x / (1 + Math.exp(-x)));
  }
}
