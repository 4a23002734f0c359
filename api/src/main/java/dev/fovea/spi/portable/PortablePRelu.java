package dev.fovea.spi.portable;

import dev.fovea.op.PRelu;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/** {@link PRelu} in float arithmetic, one image after the other. */
public final class PortablePRelu implements KernelBody {
  private final Operands operands;
  private final BroadcastIndex slopeIndex;

  private final Workers.Task<Call> task = this::image;

  private PortablePRelu(Operands operands, BroadcastIndex slopeIndex) {
    this.operands = operands;
    this.slopeIndex = slopeIndex;
  }

  /** Plans the operator. */
  public static Plan plan(PRelu op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    BroadcastIndex index = BroadcastIndex.of(op.slope(), inputs.get(0).shape());
    return plan.build(
        "portable:prelu", ErrorModel.exact(), operands -> new PortablePRelu(operands, index));
  }

  @Override
  public void run(Call call) {
    call.workers().run(call.dsts().get(0).desc().images(), call, task);
  }

  private void image(Call call, int image, int worker) {
    Tensor src = operands.get(0, call);
    Tensor slope = operands.get(1, call);
    Tensor dst = call.dsts().get(0);
    FloatBuffer from = src.sharedFloats();
    FloatBuffer slopes = slope.sharedFloats();
    FloatBuffer to = dst.sharedFloats();
    int elements = (int) dst.desc().imageElements();
    int srcBase = (int) (image * src.desc().imageStride());
    int dstBase = (int) (image * dst.desc().imageStride());
    for (int i = 0; i < elements; i++) {
      float x = from.get(srcBase + i);
      int at = slope.desc().position(slopeIndex.of(image * elements + i));
      to.put(dstBase + i, x >= 0 ? x : slopes.get(at) * x);
    }
  }
}
