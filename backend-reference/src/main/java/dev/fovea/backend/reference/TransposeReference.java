package dev.fovea.backend.reference;

import dev.fovea.op.Transpose;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * {@link Transpose}: element after element of dst; its index along axis i is that along
 * permutation[i] of src.
 */
final class TransposeReference implements KernelBody {
  private final Transpose op;

  private TransposeReference(Transpose op) {
    this.op = op;
  }

  static Plan plan(Transpose op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:transpose:direct",
            ErrorModel.exact(),
            operands -> new TransposeReference(op));
  }

  @Override
  public void run(Call call) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    for (int i = 0; i < dst.shape().elements(); i++) {
      int[] to = Places.of(dst.shape(), i);
      int[] from = new int[to.length];
      for (int axis = 0; axis < to.length; axis++) {
        from[op.permutation().get(axis)] = to[axis];
      }
      Places.copy(src, Places.element(src.shape(), from), dst, i);
    }
  }
}
