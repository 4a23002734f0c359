package dev.fovea.backend.reference;

import dev.fovea.op.DepthToSpace;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * {@link DepthToSpace}: element after element of src, the channel taken apart into a row, a column
 * and a channel.
 */
final class DepthToSpaceReference implements KernelBody {
  private final DepthToSpace op;

  private DepthToSpaceReference(DepthToSpace op) {
    this.op = op;
  }

  static Plan plan(DepthToSpace op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:depth_to_space:direct",
            ErrorModel.exact(),
            operands -> new DepthToSpaceReference(op));
  }

  @Override
  public void run(Call call) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    int b = op.blockSize();
    int depth = dst.shape().dim(1);
    for (int i = 0; i < src.shape().elements(); i++) {
      int[] at = Places.of(src.shape(), i);
      int c = at[1];
      int d;
      int y;
      int x;
      if (op.order() == DepthToSpace.Order.DEPTH_FIRST) {
        d = c % depth;
        x = c / depth % b;
        y = c / depth / b;
      } else {
        x = c % b;
        y = c / b % b;
        d = c / b / b;
      }
      int to = Places.element(dst.shape(), at[0], d, at[2] * b + y, at[3] * b + x);
      Places.copy(src, i, dst, to);
    }
  }
}
