package dev.fovea.backend.reference;

import dev.fovea.op.Range;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link Range}: dst[i] = start + i delta. */
final class RangeReference implements KernelBody {
  private final Range op;

  private RangeReference(Range op) {
    this.op = op;
  }

  static Plan plan(Range op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("reference:range:direct", ErrorModel.exact(), operands -> new RangeReference(op));
  }

  @Override
  public void run(Call call) {
    Tensor start = call.srcs().get(0);
    Tensor delta = call.srcs().get(1);
    Tensor dst = call.dsts().get(0);
    for (int i = 0; i < op.count(); i++) {
      int at = dst.desc().position(i);
      switch (dst.desc().dtype()) {
        case FLOAT32 -> {
          double first = start.floats().get(0);
          double step = delta.floats().get(0);
          dst.floats().put(at, (float) (first + i * step));
        }
        case INT64 -> dst.longs().put(at, start.longs().get(0) + i * delta.longs().get(0));
        case FLOAT16 -> throw DType.FLOAT16.onlyStored();
      }
    }
  }
}
