package dev.fovea.spi.portable;

import dev.fovea.op.GroupNorm;
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

/** {@link GroupNorm}: one group of one image per task, read three times. */
public final class PortableGroupNorm implements KernelBody {
  private final GroupNorm op;
  private final Operands operands;
  private final int positions;

  private final Workers.Task<Call> task = this::group;

  private PortableGroupNorm(GroupNorm op, Operands operands, int positions) {
    this.op = op;
    this.operands = operands;
    this.positions = positions;
  }

  /** Plans the operator. */
  public static Plan plan(GroupNorm op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    int positions = (int) src.elements(2, src.rank());
    return plan.build(
        "portable:group_norm",
        new ErrorModel.Standardised((int) op.terms(src)),
        operands -> new PortableGroupNorm(op, operands, positions));
  }

  @Override
  public void run(Call call) {
    call.workers().run(call.dsts().get(0).desc().images() * op.groups(), call, task);
  }

  private void group(Call call, int task, int worker) {
    Tensor src = operands.get(0, call);
    Tensor dst = call.dsts().get(0);
    FloatBuffer from = src.sharedFloats();
    FloatBuffer to = dst.sharedFloats();
    int channels = op.channels() / op.groups();
    int first = task % op.groups() * channels;
    int image = task / op.groups();
    int length = channels * positions;
    int srcBase = (int) (image * src.desc().imageStride()) + first * positions;
    int dstBase = (int) (image * dst.desc().imageStride()) + first * positions;
    double mean = Moments.mean(from, srcBase, 1, 0, length);
    double variance = Moments.variance(from, srcBase, 1, 0, length, mean);
    double deviation = Math.sqrt(variance + op.epsilon());
    for (int c = 0; c < channels; c++) {
      double factor = parameter(1, call, first + c) / deviation;
      double bias = parameter(2, call, first + c);
      for (int i = c * positions; i < (c + 1) * positions; i++) {
        to.put(dstBase + i, (float) ((from.get(srcBase + i) - mean) * factor + bias));
      }
    }
  }

  private double parameter(int input, Call call, int c) {
    Tensor parameter = operands.get(input, call);
    return parameter.sharedFloats().get(parameter.desc().position(c));
  }
}
