package dev.fovea.backend.reference;

import dev.fovea.op.Reorder;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link Reorder}: position after position; zero where a block is wider than the channels. */
final class ReorderReference implements KernelBody {

  private ReorderReference() {}

  static Plan plan(Reorder op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    TensorDesc src = inputs.get(0);
    return plan.inputs(inputs)
        .dsts(List.of(TensorDesc.of(src.dtype(), src.shape(), op.layout())))
        .build("reference:reorder:direct", ErrorModel.exact(), operands -> new ReorderReference());
  }

  @Override
  public void run(Call call) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    Shape shape = dst.shape();
    int block = dst.desc().layout().block();
    int lanes = (shape.dim(1) + block - 1) / block * block;
    for (int n = 0; n < shape.dim(0); n++) {
      for (int c = 0; c < lanes; c++) {
        for (int h = 0; h < shape.dim(2); h++) {
          for (int w = 0; w < shape.dim(3); w++) {
            float value = c < shape.dim(1) ? src.floats().get(src.desc().offset(n, c, h, w)) : 0f;
            dst.floats().put(dst.desc().offset(n, c, h, w), value);
          }
        }
      }
    }
  }
}
