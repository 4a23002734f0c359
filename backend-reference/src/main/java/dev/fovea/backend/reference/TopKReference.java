package dev.fovea.backend.reference;

import dev.fovea.op.TopK;
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
import java.util.stream.IntStream;

/** {@link TopK}: one run of values along the axis per task, sorted whole. */
final class TopKReference implements KernelBody {
  private final TopK op;

  private TopKReference(TopK op) {
    this.op = op;
  }

  static Plan plan(TopK op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("reference:top_k:direct", ErrorModel.exact(), operands -> new TopKReference(op));
  }

  @Override
  public void run(Call call) {
    Shape shape = call.srcs().get(0).shape();
    int axis = op.axis(shape);
    long runs = shape.elements(0, axis) * shape.elements(axis + 1, shape.rank());
    call.workers().run((int) runs, call, this::sort);
  }

  private void sort(Call call, int run, int worker) {
    Tensor src = call.srcs().get(0);
    Shape shape = src.shape();
    int axis = op.axis(shape);
    int step = (int) shape.elements(axis + 1, shape.rank());
    int count = shape.dim(axis);
    int first = run / step * count * step + run % step;
    // A stable sort leaves equal values in the order of their indices.
    List<Integer> order =
        IntStream.range(0, count)
            .boxed()
            .sorted((a, b) -> order(src, first + a * step, first + b * step))
            .toList();
    int out = run / step * op.k() * step + run % step;
    for (int i = 0; i < op.k(); i++) {
      int index = order.get(i);
      int from = src.desc().position(first + index * step);
      Tensor values = call.dsts().get(0);
      Tensor indices = call.dsts().get(1);
      int to = values.desc().position(out + i * step);
      if (src.desc().dtype() == DType.INT64) {
        values.longs().put(to, src.longs().get(from));
      } else {
        values.floats().put(to, src.floats().get(from));
      }
      indices.longs().put(indices.desc().position(out + i * step), index);
    }
  }

  /** Returns below 0 if element a comes before element b. */
  private int order(Tensor src, int a, int b) {
    int sign = op.largest() ? -1 : 1;
    int atA = src.desc().position(a);
    int atB = src.desc().position(b);
    if (src.desc().dtype() == DType.INT64) {
      return sign * Long.compare(src.longs().get(atA), src.longs().get(atB));
    }
    float x = src.floats().get(atA);
    float y = src.floats().get(atB);
    return x == y ? 0 : sign * Float.compare(x, y);
  }
}
