package dev.fovea.backend.reference;

import dev.fovea.op.Gather;
import dev.fovea.op.OperatorException;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link Gather}: dst[a, i, b] = src[a, indices[i], b]. */
final class GatherReference implements KernelBody {
  private final Gather op;
  private final String node;

  private GatherReference(Gather op, String node) {
    this.op = op;
    this.node = node;
  }

  static Plan plan(Gather op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:gather:direct",
            ErrorModel.exact(),
            operands -> new GatherReference(op, options.node()));
  }

  @Override
  public void run(Call call) {
    Tensor src = call.srcs().get(0);
    Tensor indices = call.srcs().get(1);
    Tensor dst = call.dsts().get(0);
    Shape shape = src.shape();
    int outer = (int) shape.elements(0, op.axis());
    int extent = shape.dim(op.axis());
    int inner = (int) shape.elements(op.axis() + 1, shape.rank());
    int picked = (int) indices.shape().elements();
    for (int a = 0; a < outer; a++) {
      for (int i = 0; i < picked; i++) {
        int index = inside(indices.longs().get(indices.desc().position(i)), extent);
        for (int b = 0; b < inner; b++) {
          int from = (a * extent + index) * inner + b;
          Places.copy(src, from, dst, (a * picked + i) * inner + b);
        }
      }
    }
  }

  private int inside(long index, int extent) {
    if (index < -extent || index >= extent) {
      String problem = "index is " + index + "; expected " + -extent + " to " + (extent - 1);
      throw new OperatorException(op.type(), node, problem, null);
    }
    return (int) (index < 0 ? index + extent : index);
  }
}
