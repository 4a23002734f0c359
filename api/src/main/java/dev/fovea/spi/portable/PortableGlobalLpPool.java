package dev.fovea.spi.portable;

import dev.fovea.op.GlobalLpPool;
import dev.fovea.spi.Call;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/** {@link GlobalLpPool}: one channel of one image per task. */
public final class PortableGlobalLpPool implements KernelBody {
  private final int p;
  private final int positions;

  private final Workers.Task<Call> task = this::channel;

  private PortableGlobalLpPool(int p, int positions) {
    this.p = p;
    this.positions = positions;
  }

  /** Plans the operator. */
  public static Plan plan(GlobalLpPool op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    int positions = (int) src.elements(2, src.rank());
    return plan.build(
        "portable:global_lp_pool",
        Norm.model(positions, op.p()),
        operands -> new PortableGlobalLpPool(op.p(), positions));
  }

  @Override
  public void run(Call call) {
    Shape dst = call.dsts().get(0).shape();
    call.workers().run(dst.dim(0) * dst.dim(1), call, task);
  }

  private void channel(Call call, int index, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    FloatBuffer values = src.sharedFloats();
    int from = src.desc().position(index * positions);
    double sum = 0;
    for (int i = 0; i < positions; i++) {
      sum += Norm.power(values.get(from + i), p);
    }
    dst.sharedFloats().put(dst.desc().position(index), (float) Norm.root(sum, p));
  }
}
