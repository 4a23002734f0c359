package dev.fovea.backend.reference;

import dev.fovea.op.GatherElements;
import dev.fovea.op.OperatorException;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link GatherElements}: dst[a, i, b] = src[a, indices[a, i, b], b]. */
final class GatherElementsReference implements KernelBody {
  private final GatherElements op;
  private final String node;

  private GatherElementsReference(GatherElements op, String node) {
    this.op = op;
    this.node = node;
  }

  static Plan plan(GatherElements op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:gather_elements:direct",
            ErrorModel.exact(),
            operands -> new GatherElementsReference(op, options.node()));
  }

  @Override
  public void run(Call call) {
    Tensor src = call.srcs().get(0);
    Tensor indices = call.srcs().get(1);
    Tensor dst = call.dsts().get(0);
    for (int i = 0; i < dst.shape().elements(); i++) {
      int[] place = Places.of(dst.shape(), i);
      long index = indices.longs().get(indices.desc().position(i));
      place[op.axis()] = inside(index, src.shape().dim(op.axis()));
      Places.copy(src, Places.element(src.shape(), place), dst, i);
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
