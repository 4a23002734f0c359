package dev.fovea.backend.reference;

import dev.fovea.op.Concat;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link Concat}: dst[o, first + a, i] = src[o, a, i], a along the axis, one src after another. */
final class ConcatReference implements KernelBody {
  private final Concat op;

  private ConcatReference(Concat op) {
    this.op = op;
  }

  static Plan plan(Concat op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("reference:concat:direct", ErrorModel.exact(), operands -> new ConcatReference(op));
  }

  @Override
  public void run(Call call) {
    Tensor dst = call.dsts().get(0);
    int first = 0;
    for (Tensor src : call.srcs()) {
      Shape shape = src.shape();
      int outer = (int) shape.elements(0, op.axis());
      int extent = shape.dim(op.axis());
      int inner = (int) shape.elements(op.axis() + 1, shape.rank());
      for (int o = 0; o < outer; o++) {
        for (int a = 0; a < extent; a++) {
          for (int i = 0; i < inner; i++) {
            int from = (o * extent + a) * inner + i;
            int to = (o * dst.shape().dim(op.axis()) + first + a) * inner + i;
            copy(src, src.desc().position(from), dst, dst.desc().position(to));
          }
        }
      }
      first += extent;
    }
  }

  private static void copy(Tensor src, int from, Tensor dst, int to) {
    switch (src.desc().dtype()) {
      case FLOAT32 -> dst.floats().put(to, src.floats().get(from));
      case INT64 -> dst.longs().put(to, src.longs().get(from));
      case FLOAT16 -> throw DType.FLOAT16.onlyStored();
    }
  }
}
