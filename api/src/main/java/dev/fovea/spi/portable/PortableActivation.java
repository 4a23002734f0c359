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
import java.nio.FloatBuffer;
import java.util.List;

/** {@link Activation}, element by element in float arithmetic. */
public final class PortableActivation implements KernelBody {
  private final Activation op;

  private final Workers.Task<Call> task = this::chunk;

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
      case IDENTITY, RELU, LEAKY_RELU, CLIP -> 0;
      case SIGMOID, TANH, SILU, ELU, HARD_SIGMOID, HARD_SWISH -> 1;
    };
  }

  @Override
  public void run(Call call) {
    call.workers().run(Chunks.count(call.dsts().get(0).desc()), call, task);
  }

  private void chunk(Call call, int chunk, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    FloatBuffer from = src.sharedFloats();
    FloatBuffer to = dst.sharedFloats();
    int image = Chunks.image(dst.desc(), chunk);
    int srcBase = (int) (image * src.desc().imageStride());
    int dstBase = (int) (image * dst.desc().imageStride());
    int end = Chunks.to(dst.desc(), chunk);
    for (int i = Chunks.from(dst.desc(), chunk); i < end; i++) {
      to.put(dstBase + i, apply(op, from.get(srcBase + i)));
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
    };
  }

  private static double unit(double x) {
    return Math.max(0, Math.min(1, x));
  }

  /** The limit at minus infinity is 0, where x / (1 + exp(-x)) would be NaN. */
  private static float silu(float x) {
    return x == Float.NEGATIVE_INFINITY ? -0f : (float) (x / (1 + Math.exp(-x)));
  }
}
