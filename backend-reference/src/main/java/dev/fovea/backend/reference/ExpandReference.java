package dev.fovea.backend.reference;

import dev.fovea.op.Expand;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * {@link Expand}: element after element of dst; src's axes are the last ones, and 1 stands for any
 * index.
 */
final class ExpandReference implements KernelBody {
  private ExpandReference() {}

  static Plan plan(Expand op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("reference:expand:direct", ErrorModel.exact(), operands -> new ExpandReference());
  }

  @Override
  public void run(Call call) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    for (int i = 0; i < dst.shape().elements(); i++) {
      int[] to = Places.of(dst.shape(), i);
      int[] from = new int[src.shape().rank()];
      for (int axis = 0; axis < from.length; axis++) {
        int index = to[to.length - from.length + axis];
        from[axis] = src.shape().dim(axis) == 1 ? 0 : index;
      }
      Places.copy(src, Places.element(src.shape(), from), dst, i);
    }
  }
}
