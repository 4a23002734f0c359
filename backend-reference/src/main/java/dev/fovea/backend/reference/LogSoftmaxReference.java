package dev.fovea.backend.reference;

import dev.fovea.op.LogSoftmax;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link LogSoftmax}: one set of values whose exponentials sum to 1 per task. */
final class LogSoftmaxReference implements KernelBody {
  private final LogSoftmax op;

  private LogSoftmaxReference(LogSoftmax op) {
    this.op = op;
  }

  static Plan plan(LogSoftmax op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    int terms = (int) inputs.get(0).shape().elements(op.axis(), op.endAxis());
    return plan.build(
        "reference:log_softmax:direct",
        new ErrorModel.Logarithmic(Math.max(1, terms), 1),
        operands -> new LogSoftmaxReference(op));
  }

  @Override
  public void run(Call call) {
    Shape shape = call.dsts().get(0).shape();
    long behind = shape.elements(op.endAxis(), shape.rank());
    call.workers().run((int) (shape.elements(0, op.axis()) * behind), call, this::set);
  }

  private void set(Call call, int set, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    Shape shape = src.shape();
    int terms = (int) shape.elements(op.axis(), op.endAxis());
    int step = (int) shape.elements(op.endAxis(), shape.rank());
    double[] values = new double[terms];
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < terms; i++) {
      values[i] = src.floats().get(src.desc().position(element(set, i, terms, step)));
      max = Math.max(max, values[i]);
    }
    double sum = 0;
    for (double value : values) {
      sum += Math.exp(value - max);
    }
    for (int i = 0; i < terms; i++) {
      int at = dst.desc().position(element(set, i, terms, step));
      dst.floats().put(at, (float) (values[i] - max - Math.log(sum)));
    }
  }

  private static int element(int set, int i, int terms, int step) {
    return (set / step * terms + i) * step + set % step;
  }
}
