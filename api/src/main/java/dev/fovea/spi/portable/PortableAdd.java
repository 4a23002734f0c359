package dev.fovea.spi.portable;

import dev.fovea.op.Add;
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

/** {@link Add} in float arithmetic. */
public final class PortableAdd implements KernelBody {
  private final BroadcastIndex aIndex;
  private final BroadcastIndex bIndex;

  private final Workers.Task<Call> task = this::chunk;

  private PortableAdd(BroadcastIndex aIndex, BroadcastIndex bIndex) {
    this.aIndex = aIndex;
    this.bIndex = bIndex;
  }

  /** Plans the operator. */
  public static Plan plan(Add op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape dst = plan.dsts().get(0).shape();
    BroadcastIndex a = BroadcastIndex.of(inputs.get(0).shape(), dst);
    BroadcastIndex b = BroadcastIndex.of(inputs.get(1).shape(), dst);
    return plan.build("portable:add", ErrorModel.exact(), operands -> new PortableAdd(a, b));
  }

  @Override
  public void run(Call call) {
    call.workers().run(Chunks.count(call.dsts().get(0).desc()), call, task);
  }

  private void chunk(Call call, int chunk, int worker) {
    Tensor a = call.srcs().get(0);
    Tensor b = call.srcs().get(1);
    Tensor dst = call.dsts().get(0);
    FloatBuffer as = a.sharedFloats();
    FloatBuffer bs = b.sharedFloats();
    FloatBuffer to = dst.sharedFloats();
    int image = Chunks.image(dst.desc(), chunk);
    int first = (int) (image * dst.desc().imageElements());
    int dstBase = (int) (image * dst.desc().imageStride());
    int end = Chunks.to(dst.desc(), chunk);
    for (int i = Chunks.from(dst.desc(), chunk); i < end; i++) {
      float left = as.get(a.desc().position(aIndex.of(first + i)));
      float right = bs.get(b.desc().position(bIndex.of(first + i)));
      to.put(dstBase + i, left + right);
    }
  }
}
