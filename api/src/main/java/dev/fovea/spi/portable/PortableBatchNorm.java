package dev.fovea.spi.portable;

import dev.fovea.op.BatchNorm;
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

/** {@link BatchNorm}: factor and offset of a channel in double, one multiply-add per element. */
public final class PortableBatchNorm implements KernelBody {
  private final BatchNorm op;
  private final Operands operands;

  private final Workers.Task<Call> task = this::channel;

  private PortableBatchNorm(BatchNorm op, Operands operands) {
    this.op = op;
    this.operands = operands;
  }

  /** Plans the operator. */
  public static Plan plan(BatchNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "portable:batch_norm",
            new ErrorModel.BatchNormalised(1),
            operands -> new PortableBatchNorm(op, operands));
  }

  @Override
  public void run(Call call) {
    call.workers().run(call.dsts().get(0).desc().images() * op.channels(), call, task);
  }

  private void channel(Call call, int task, int worker) {
    Tensor src = operands.get(0, call);
    Tensor dst = call.dsts().get(0);
    int image = task / op.channels();
    int c = task % op.channels();
    double deviation = Math.sqrt(parameter(4, call, c) + op.epsilon());
    double factor = parameter(1, call, c) / deviation;
    double mean = parameter(3, call, c);
    double bias = parameter(2, call, c);
    FloatBuffer from = src.sharedFloats();
    FloatBuffer to = dst.sharedFloats();
    Shape shape = dst.desc().shape();
    int positions = (int) shape.elements(2, shape.rank());
    int srcBase = (int) (image * src.desc().imageStride()) + c * positions;
    int dstBase = (int) (image * dst.desc().imageStride()) + c * positions;
    for (int i = 0; i < positions; i++) {
      to.put(dstBase + i, (float) ((from.get(srcBase + i) - mean) * factor + bias));
    }
  }

  private double parameter(int input, Call call, int c) {
    Tensor parameter = operands.get(input, call);
    return parameter.sharedFloats().get(parameter.desc().position(c));
  }
}
