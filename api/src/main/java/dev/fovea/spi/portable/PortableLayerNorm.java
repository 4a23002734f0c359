package dev.fovea.spi.portable;

import dev.fovea.op.LayerNorm;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/** {@link LayerNorm}: what one mean is taken of per task, read three times. */
public final class PortableLayerNorm implements KernelBody {
  private final LayerNorm op;
  private final Operands operands;
  private final int tasks;

  /** Whether all images share one mean; otherwise its values lie side by side in one image. */
  private final boolean overImages;

  private final Workers.Task<Call> task = this::normalise;

  private PortableLayerNorm(LayerNorm op, Operands operands, int tasks, boolean overImages) {
    this.op = op;
    this.operands = operands;
    this.tasks = tasks;
    this.overImages = overImages;
  }

  /** Plans the operator. */
  public static Plan plan(LayerNorm op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    int kept = src.rank() - op.normalised().rank();
    int tasks = (int) src.elements(0, kept);
    return plan.build(
        "portable:layer_norm",
        new ErrorModel.Standardised((int) op.normalised().elements()),
        operands -> new PortableLayerNorm(op, operands, tasks, kept == 0));
  }

  @Override
  public void run(Call call) {
    call.workers().run(tasks, call, task);
  }

  private void normalise(Call call, int task, int worker) {
    Tensor src = operands.get(0, call);
    Tensor dst = call.dsts().get(0);
    FloatBuffer from = src.sharedFloats();
    int terms = (int) op.normalised().elements();
    int runs = overImages ? src.desc().images() : 1;
    int length = overImages ? (int) src.desc().imageElements() : terms;
    int srcStride = (int) src.desc().imageStride();
    int srcBase = src.desc().position(task * terms);
    double mean = Moments.mean(from, srcBase, runs, srcStride, length);
    double variance = Moments.variance(from, srcBase, runs, srcStride, length, mean);
    double inverse = 1 / Math.sqrt(variance + op.epsilon());
    int dstStride = (int) dst.desc().imageStride();
    int dstBase = dst.desc().position(task * terms);
    for (int run = 0; run < runs; run++) {
      scale(
          call,
          run * length,
          length,
          srcBase + run * srcStride,
          dstBase + run * dstStride,
          mean,
          inverse);
    }
    if (op.statistics()) {
      put(call.dsts().get(1), task, mean);
      put(call.dsts().get(2), task, inverse);
    }
  }

  /** Writes {@code length} results whose scales begin at {@code first}. */
  private void scale(
      Call call, int first, int length, int srcBase, int dstBase, double mean, double inverse) {
    FloatBuffer from = operands.get(0, call).sharedFloats();
    FloatBuffer to = call.dsts().get(0).sharedFloats();
    Tensor scale = operands.get(1, call);
    FloatBuffer scales = scale.sharedFloats();
    Tensor bias = op.bias() ? operands.get(2, call) : scale;
    FloatBuffer biases = bias.sharedFloats();
    boolean dense = scale.desc().isDense() && bias.desc().isDense();
    for (int i = 0; i < length; i++) {
      double result = (from.get(srcBase + i) - mean) * inverse;
      result *= scales.get(dense ? first + i : scale.desc().position(first + i));
      if (op.bias()) {
        result += biases.get(dense ? first + i : bias.desc().position(first + i));
      }
      to.put(dstBase + i, (float) result);
    }
  }

  private static void put(Tensor statistics, int index, double value) {
    statistics.sharedFloats().put(statistics.desc().position(index), (float) value);
  }
}
