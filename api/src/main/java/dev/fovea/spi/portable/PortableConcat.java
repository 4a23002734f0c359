package dev.fovea.spi.portable;

import dev.fovea.op.Concat;
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

/** {@link Concat}: one image of one src per task, copied in runs of bytes. */
public final class PortableConcat implements KernelBody {
  private final int axis;
  private final int[] firstIndex;
  private final int[] firstTask;

  private final Workers.Task<Call> task = this::image;

  private PortableConcat(int axis, int[] firstIndex, int[] firstTask) {
    this.axis = axis;
    this.firstIndex = firstIndex;
    this.firstTask = firstTask;
  }

  /** Plans the operator. */
  public static Plan plan(Concat op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    int[] firstIndex = new int[op.count() + 1];
    int[] firstTask = new int[op.count() + 1];
    for (int i = 0; i < op.count(); i++) {
      firstIndex[i + 1] = firstIndex[i] + inputs.get(i).shape().dim(op.axis());
      firstTask[i + 1] = firstTask[i] + inputs.get(i).images();
    }
    return plan.build(
        "portable:concat",
        ErrorModel.exact(),
        operands -> new PortableConcat(op.axis(), firstIndex, firstTask));
  }

  @Override
  public void run(Call call) {
    call.workers().run(firstTask[firstTask.length - 1], call, task);
  }

  private void image(Call call, int task, int worker) {
    int input = 0;
    while (task >= firstTask[input + 1]) {
      input++;
    }
    Tensor src = call.srcs().get(input);
    Tensor dst = call.dsts().get(0);
    int image = task - firstTask[input];
    int dstImage = axis == 0 ? firstIndex[input] + image : image;
    int element = src.desc().dtype().bytes();
    int from = (int) (image * src.desc().imageStride()) * element;
    int to = (int) (dstImage * dst.desc().imageStride()) * element;
    ByteBuffer source = src.sharedBytes();
    ByteBuffer target = dst.sharedBytes();
    if (axis == 0) {
      target.put(to, source, from, (int) src.desc().imageElements() * element);
      return;
    }
    Shape shape = src.shape();
    int inner = (int) shape.elements(axis + 1, shape.rank()) * element;
    int run = shape.dim(axis) * inner;
    int dstRun = dst.shape().dim(axis) * inner;
    int runs = (int) shape.elements(1, axis);
    for (int i = 0; i < runs; i++) {
      target.put(to + i * dstRun + firstIndex[input] * inner, source, from + i * run, run);
    }
  }
}
