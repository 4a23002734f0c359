package dev.fovea.spi.portable;

import dev.fovea.op.StridedSlice;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.ByteBuffer;
import java.util.List;

/** {@link StridedSlice}: one image of dst per task, element by element. */
public final class PortableStridedSlice implements KernelBody {
  private final int[] starts;
  private final int[] steps;

  private final Workers.Task<Call> task = this::image;

  private PortableStridedSlice(int[] starts, int[] steps) {
    this.starts = starts;
    this.steps = steps;
  }

  /** Plans the operator. */
  public static Plan plan(StridedSlice op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    return plan.build(
        "portable:strided_slice",
        ErrorModel.exact(),
        operands -> new PortableStridedSlice(op.starts(src), op.steps(src)));
  }

  @Override
  public void run(Call call) {
    call.workers().run(call.dsts().get(0).desc().images(), call, task);
  }

  private void image(Call call, int image, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    Shape from = src.shape();
    Shape to = dst.shape();
    ByteBuffer source = src.sharedBytes();
    ByteBuffer target = dst.sharedBytes();
    int bytes = dst.desc().dtype().bytes();
    long srcImage = to.rank() == 0 ? 0 : starts[0] + (long) image * steps[0];
    int srcBase = (int) (srcImage * src.desc().imageStride());
    int dstBase = (int) (image * dst.desc().imageStride());
    int elements = (int) dst.desc().imageElements();
    for (int i = 0; i < elements; i++) {
      int rest = i;
      int stride = 1;
      int at = srcBase;
      for (int axis = to.rank() - 1; axis > 0; axis--) {
        at += (starts[axis] + rest % to.dim(axis) * steps[axis]) * stride;
        rest /= to.dim(axis);
        stride *= from.dim(axis);
      }
      target.put((dstBase + i) * bytes, source, at * bytes, bytes);
    }
  }
}
