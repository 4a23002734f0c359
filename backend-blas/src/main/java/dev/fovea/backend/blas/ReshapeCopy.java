package dev.fovea.backend.blas;

import dev.fovea.op.Reshaping;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** A copy under another shape, in stretches that are contiguous on both sides. */
final class ReshapeCopy implements KernelBody {
  private final Engine engine;

  private ReshapeCopy(Engine engine) {
    this.engine = engine;
  }

  static Plan plan(Reshaping op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    return Plan.of(op, inputs, options)
        .build("blas:reshape:copy", ErrorModel.exact(), operands -> new ReshapeCopy(engine));
  }

  @Override
  public void run(Call call) {
    Workspace workspace = engine.workspace();
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    int bytes = src.desc().dtype().bytes();
    int elements = (int) src.shape().elements();
    for (int i = 0; i < elements; ) {
      int count = Math.min(rest(src.desc(), i), rest(dst.desc(), i));
      workspace.copyBytes(
          src.address() + (long) src.desc().position(i) * bytes,
          dst.address() + (long) dst.desc().position(i) * bytes,
          (long) count * bytes);
      i += count;
    }
  }

  /** Returns how many elements follow contiguously from element {@code i} on, itself included. */
  private static int rest(TensorDesc desc, int i) {
    if (desc.isDense()) {
      return (int) desc.shape().elements() - i;
    }
    int image = (int) desc.imageElements();
    return image - i % image;
  }
}
