package dev.fovea.examples.toy;

import dev.fovea.op.GlobalAveragePool;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/** {@link GlobalAveragePool}: one channel of one image per task. */
final class ToyGlobalAveragePool implements KernelBody {
  private final int positions;

  private ToyGlobalAveragePool(int positions) {
    this.positions = positions;
  }

  static Plan plan(GlobalAveragePool op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    int positions = (int) src.elements(2, src.rank());
    return plan.build(
        "toy:global_average_pool:direct",
        new ErrorModel.Direct(positions, 0),
        operands -> new ToyGlobalAveragePool(positions));
  }

  @Override
  public void run(Call call) {
    Shape dst = call.dsts().get(0).shape();
    call.workers().run(dst.dim(0) * dst.dim(1), call, this::channel);
  }

  private void channel(Call call, int channel, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    FloatBuffer map = src.floats().slice(src.desc().position(channel * positions), positions);
    float sum = 0;
    for (int i = 0; i < positions; i++) {
      sum += map.get(i);
    }
    dst.floats().put(dst.desc().position(channel), sum / positions);
  }
}
