package dev.fovea.backend.reference;

import dev.fovea.op.ShapeOf;
import dev.fovea.op.ShapeQuery;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link ShapeQuery}: extent by extent, or their product. */
final class ShapeQueryReference implements KernelBody {
  private final ShapeQuery op;

  private ShapeQueryReference(ShapeQuery op) {
    this.op = op;
  }

  static Plan plan(ShapeQuery op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:shape_query:direct",
            ErrorModel.exact(),
            operands -> new ShapeQueryReference(op));
  }

  @Override
  public void run(Call call) {
    Shape src = call.srcs().get(0).shape();
    Tensor dst = call.dsts().get(0);
    if (op instanceof ShapeOf extents) {
      int axis = Math.max(0, extents.start() < 0 ? extents.start() + src.rank() : extents.start());
      for (int i = 0; i < dst.shape().dim(0); i++) {
        dst.longs().put(dst.desc().position(i), src.dim(axis + i));
      }
    } else {
      long product = 1;
      for (int axis = 0; axis < src.rank(); axis++) {
        product *= src.dim(axis);
      }
      dst.longs().put(0, product);
    }
  }
}
