package dev.fovea.backend.reference;

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
final class GlobalMaxPoolReference implements KernelBody {
  private final int positions;

  private GlobalMaxPoolReference(int positions) {
    this.positions = positions;
  }

  static Plan plan(GlobalMaxPool op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    int positions = (int) src.elements(2, src.rank());
    return plan.build(
        "reference:global_max_pool:direct",
        ErrorModel.exact(),
        operands -> new GlobalMaxPoolReference(positions));
  }

  @Override
  public void run(Call call) {
    Shape shape = call.dsts().get(0).shape();
    call.workers().run(shape.dim(0) * shape.dim(1), call, this::channel);
  }

  private void channel(Call call, int channel, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    FloatBuffer srcs = src.floats();
    int base = src.desc().position(channel * positions);
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < positions; i++) {
      max = Math.max(max, srcs.get(base + i));
    }
    dst.floats().put(dst.desc().position(channel), max);
  }
}
