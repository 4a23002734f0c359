package dev.fovea.backend.reference;

import dev.fovea.op.Split;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * {@link Split}: part after part; its first index along the axis follows the last of the part
 * before.
 */
final class SplitReference implements KernelBody {
  private final Split op;

  private SplitReference(Split op) {
    this.op = op;
  }

  static Plan plan(Split op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("reference:split:direct", ErrorModel.exact(), operands -> new SplitReference(op));
  }

  @Override
  public void run(Call call) {
    Tensor src = call.srcs().get(0);
    int first = 0;
    for (Tensor dst : call.dsts()) {
      for (int i = 0; i < dst.shape().elements(); i++) {
        int[] place = Places.of(dst.shape(), i);
        place[op.axis()] += first;
        Places.copy(src, Places.element(src.shape(), place), dst, i);
      }
      first += dst.shape().dim(op.axis());
    }
  }
}
