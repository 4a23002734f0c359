package dev.fovea.spi.portable;

import dev.fovea.op.LogSoftmax;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/** {@link LogSoftmax} in three passes over each run of values: maximum, sum, differences. */
public final class PortableLogSoftmax implements KernelBody {
  private final int terms;
  private final int inner;
  private final int runs;

  private final Workers.Task<Call> task = this::normalise;

  private PortableLogSoftmax(int terms, int inner, int runs) {
    this.terms = terms;
    this.inner = inner;
    this.runs = runs;
  }

  /** Plans the operator. */
  public static Plan plan(LogSoftmax op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape shape = inputs.get(0).shape();
    int terms = (int) shape.elements(op.axis(), op.endAxis());
    int inner = (int) shape.elements(op.endAxis(), shape.rank());
    int runs = (int) shape.elements(0, op.axis()) * inner;
    return plan.build(
        "portable:log_softmax",
        new ErrorModel.Logarithmic(Math.max(1, terms), 1),
        operands -> new PortableLogSoftmax(terms, inner, runs));
  }

  @Override
  public void run(Call call) {
    call.workers().run(terms == 0 ? 0 : runs, call, task);
  }

  private void normalise(Call call, int run, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    FloatBuffer from = src.sharedFloats();
    FloatBuffer to = dst.sharedFloats();
    int first = run / inner * terms * inner + run % inner;
    double max = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < terms; k++) {
      max = Math.max(max, from.get(src.desc().position(first + k * inner)));
    }
    double sum = 0;
    for (int k = 0; k < terms; k++) {
      sum += Math.exp(from.get(src.desc().position(first + k * inner)) - max);
    }
    double logarithm = Math.log(sum);
    for (int k = 0; k < terms; k++) {
      double x = from.get(src.desc().position(first + k * inner));
      to.put(dst.desc().position(first + k * inner), (float) (x - max - logarithm));
    }
  }
}
