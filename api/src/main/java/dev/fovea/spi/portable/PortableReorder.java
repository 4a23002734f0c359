package dev.fovea.spi.portable;

import dev.fovea.op.Reorder;
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

/** {@link Reorder}: a channel at a time, those that pad the last block included. */
public final class PortableReorder implements KernelBody {
  private final Shape shape;
  private final int padded;
  private final Workers.Task<Call> task = this::channel;

  private PortableReorder(TensorDesc dst) {
    this.shape = dst.shape();
    int block = dst.layout().block();
    this.padded = (shape.dim(1) + block - 1) / block * block;
  }

  /** Plans the operator. */
  public static Plan plan(Reorder op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape shape = plan.dsts().get(0).shape();
    TensorDesc dst = TensorDesc.of(plan.dsts().get(0).dtype(), shape, op.layout());
    return plan.inputs(inputs)
        .dsts(List.of(dst))
        .build("portable:reorder", ErrorModel.exact(), operands -> new PortableReorder(dst));
  }

  @Override
  public void run(Call call) {
    call.workers().run(shape.dim(0) * padded, call, task);
  }

  private void channel(Call call, int index, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    FloatBuffer from = src.sharedFloats();
    FloatBuffer to = dst.sharedFloats();
    int n = index / padded;
    int c = index % padded;
    int positions = shape.dim(2) * shape.dim(3);
    boolean pads = c >= shape.dim(1);
    int in = pads ? 0 : src.desc().offset(n, c, 0, 0);
    int out = dst.desc().offset(n, c, 0, 0);
    int inStep = src.desc().layout().block();
    int outStep = dst.desc().layout().block();
    for (int i = 0; i < positions; i++) {
      to.put(out + i * outStep, pads ? 0f : from.get(in + i * inStep));
    }
  }
}
