package dev.fovea.backend.reference;

import dev.fovea.op.GlobalLpPool;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link GlobalLpPool}: one channel of one image per task. */
final class GlobalLpPoolReference implements KernelBody {
  private final int p;
  private final int positions;

  private GlobalLpPoolReference(int p, int positions) {
    this.p = p;
    this.positions = positions;
  }

  static Plan plan(GlobalLpPool op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    int positions = (int) src.elements(2, src.rank());
    return plan.build(
        "reference:global_lp_pool:direct",
        new ErrorModel.Direct(positions + op.p() - 1, op.p() <= 2 ? 0 : 1),
        operands -> new GlobalLpPoolReference(op.p(), positions));
  }

  @Override
  public void run(Call call) {
    Shape shape = call.dsts().get(0).shape();
    call.workers().run(shape.dim(0) * shape.dim(1), call, this::channel);
  }

  private void channel(Call call, int channel, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    double sum = 0;
    for (int i = 0; i < positions; i++) {
      double x = src.floats().get(src.desc().position(channel * positions + i));
      sum += Math.pow(Math.abs(x), p);
    }
    dst.floats().put(dst.desc().position(channel), (float) Math.pow(sum, 1.0 / p));
  }
}
