package dev.fovea.examples.toy;

import dev.fovea.op.GlobalMaxPool;
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

/** {@link GlobalMaxPool}: one channel of one image per task. */
final class ToyGlobalMaxPool implements KernelBody {
  private final int positions;

  private ToyGlobalMaxPool(int positions) {
    this.positions = positions;
  }

  static Plan plan(GlobalMaxPool op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    int positions = (int) src.elements(2, src.rank());
    return plan.build(
        "toy:global_max_pool:direct",
        ErrorModel.exact(),
        operands -> new ToyGlobalMaxPool(positions));
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
    float max = map.get(0);
    for (int i = 1; i < positions; i++) {
      max = Math.max(max, map.get(i)); // A NaN wins.
    }
    dst.floats().put(dst.desc().position(channel), max);
  }
}
