package dev.fovea.spi.portable;

import dev.fovea.op.LocalResponseNorm;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * {@link LocalResponseNorm}: one channel of one image per task. Each sum is taken anew: one that
 * slides along the channels would carry a NaN, and its rounding, on.
 */
public final class PortableLocalResponseNorm implements KernelBody {
  private final LocalResponseNorm op;
  private final int channels;
  private final int positions;

  private final Workers.Task<Call> task = this::channel;

  private PortableLocalResponseNorm(LocalResponseNorm op, int channels, int positions) {
    this.op = op;
    this.channels = channels;
    this.positions = positions;
  }

  /** Plans the operator. */
  public static Plan plan(LocalResponseNorm op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    int positions = (int) src.elements(2, src.rank());
    return plan.build(
        "portable:local_response_norm",
        new ErrorModel.Direct(op.products(), 1),
        operands -> new PortableLocalResponseNorm(op, src.dim(1), positions));
  }

  @Override
  public void run(Call call) {
    call.workers().run(call.dsts().get(0).desc().images() * channels, call, task);
  }

  private void channel(Call call, int task, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    FloatBuffer from = src.sharedFloats();
    FloatBuffer to = dst.sharedFloats();
    int image = task / channels;
    int c = task % channels;
    int first = Math.max(0, c - op.before());
    int last = Math.min(channels - 1, c + op.behind());
    int srcBase = (int) (image * src.desc().imageStride());
    int dstBase = (int) (image * dst.desc().imageStride()) + c * positions;
    double factor = (double) op.alpha() / op.size();
    for (int i = 0; i < positions; i++) {
      double sum = 0;
      for (int k = first; k <= last; k++) {
        double x = from.get(srcBase + k * positions + i);
        sum += x * x;
      }
      double x = from.get(srcBase + c * positions + i);
      to.put(dstBase + i, (float) (x / power(op.bias() + factor * sum, op.beta())));
    }
  }

  /** Roots are far cheaper than a power, and 3/4 is the exponent of every published network. */
  private static double power(double base, float exponent) {
    if (exponent == 0.75f) {
      double root = Math.sqrt(base);
      return root * Math.sqrt(root);
    }
    return Math.pow(base, exponent);
  }
}
