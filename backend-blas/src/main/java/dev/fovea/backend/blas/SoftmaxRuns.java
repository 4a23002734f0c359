package dev.fovea.backend.blas;

import dev.fovea.op.Softmax;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.spi.portable.PortableSoftmax;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** Softmax over values that lie side by side: maximum, exponentials, division. */
final class SoftmaxRuns implements KernelBody {
  /** Longer runs would hold too much on the heap. */
  private static final int MOST_TERMS = 1 << 16;

  private final int terms;
  private final Portions tasks;
  private final Engine engine;
  private final Workers.Task<Call> task = this::run;

  private SoftmaxRuns(int terms, TensorDesc dst, Engine engine) {
    this.terms = terms;
    this.engine = engine;
    this.tasks = new Portions(dst.images(), (int) (dst.imageElements() / terms), 32L * terms);
  }

  /** Plans; what does not lie side by side inside an image goes to the portable kernel. */
  static Plan plan(Softmax op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape shape = inputs.get(0).shape();
    long terms = shape.elements(op.axis(), op.endAxis());
    if (op.axis() == 0 || op.endAxis() != shape.rank() || terms == 0 || terms > MOST_TERMS) {
      return PortableSoftmax.plan(op, inputs, options);
    }
    TensorDesc dst = plan.dsts().get(0);
    return plan.build(
        "blas:softmax:runs",
        new ErrorModel.Normalised((int) terms, 1),
        operands -> new SoftmaxRuns((int) terms, dst, engine));
  }

  @Override
  public void run(Call call) {
    call.workers().run(tasks.count(), call, task);
  }

  private void run(Call call, int index, int worker) {
    Workspace workspace = engine.workspace();
    long src = Addresses.image(call.srcs().get(0), tasks.image(index));
    long dst = Addresses.image(call.dsts().get(0), tasks.image(index));
    float[] values = workspace.array(Workspace.OUT, terms);
    for (int unit = tasks.first(index); unit < tasks.end(index); unit++) {
      workspace.memory.load(Floats.element(src, (long) unit * terms), values, 0, terms);
      normalise(values);
      workspace.memory.store(values, 0, terms, Floats.element(dst, (long) unit * terms));
    }
  }

  private void normalise(float[] values) {
    double max = Loops.max(values, terms);
    double sum = 0;
    for (int i = 0; i < terms; i++) {
      double e = Math.exp(values[i] - max);
      sum += e;
      values[i] = (float) e;
    }
    for (int i = 0; i < terms; i++) {
      values[i] = (float) (values[i] / sum);
    }
  }
}
