package dev.fovea.backend.reference;

import dev.fovea.op.ArgExtremum;
import dev.fovea.op.ArgExtremum.Extreme;
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

/** {@link ArgExtremum}: one output per task, which compares with the best so far. */
final class ArgExtremumReference implements KernelBody {
  private final ArgExtremum op;

  private ArgExtremumReference(ArgExtremum op) {
    this.op = op;
  }

  static Plan plan(ArgExtremum op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:arg_extremum:direct",
            ErrorModel.exact(),
            operands -> new ArgExtremumReference(op));
  }

  @Override
  public void run(Call call) {
    call.workers().run((int) call.dsts().get(0).shape().elements(), call, this::output);
  }

  private void output(Call call, int output, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    Shape shape = src.shape();
    int axis = op.axis(shape);
    int step = (int) shape.elements(axis + 1, shape.rank());
    int count = shape.dim(axis);
    int first = output / step * count * step + output % step;
    int best = 0;
    for (int i = 1; i < count; i++) {
      int order = order(src, first + i * step, first + best * step);
      if (order > 0 || (order == 0 && op.lastIndex())) {
        best = i;
      }
    }
    dst.longs().put(dst.desc().position(output), best);
  }

  /** Returns above 0 if element a is further to the extreme than element b, 0 if they are equal. */
  private int order(Tensor src, int a, int b) {
    int sign = op.extreme() == Extreme.MAX ? 1 : -1;
    if (src.desc().dtype() == DType.INT64) {
      long x = src.longs().get(src.desc().position(a));
      long y = src.longs().get(src.desc().position(b));
      return sign * Long.compare(x, y);
    }
    float x = src.floats().get(src.desc().position(a));
    float y = src.floats().get(src.desc().position(b));
    if (Float.isNaN(x) || Float.isNaN(y)) {
      return Boolean.compare(Float.isNaN(x), Float.isNaN(y));
    }
    return x == y ? 0 : sign * Float.compare(x, y);
  }
}
