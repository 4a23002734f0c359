package dev.fovea.backend.reference;

import dev.fovea.op.Softmax;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/** {@link Softmax}: one set of values that sum to 1 per task, read three times. */
final class SoftmaxReference implements KernelBody {
  private final int sets;
  private final int terms;
  private final int step;

  /**
   * Creates the body.
   *
   * @param sets how many sums there are
   * @param terms values behind each sum
   * @param step elements between two of these values
   */
  private SoftmaxReference(int sets, int terms, int step) {
    this.sets = sets;
    this.terms = terms;
    this.step = step;
  }

  static Plan plan(Softmax op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape shape = inputs.get(0).shape();
    int step = (int) shape.elements(op.endAxis(), shape.rank());
    int terms = (int) shape.elements(op.axis(), op.endAxis());
    int sets = (int) shape.elements(0, op.axis()) * step;
    return plan.build(
        "reference:softmax:direct",
        new ErrorModel.Normalised(terms, 1),
        operands -> new SoftmaxReference(sets, terms, step));
  }

  @Override
  public void run(Call call) {
    call.workers().run(sets, call, this::set);
  }

  private void set(Call call, int set, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    FloatBuffer srcs = src.floats();
    FloatBuffer out = dst.floats();
    int first = set / step * terms * step + set % step;

    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < terms; i++) {
      max = Math.max(max, srcs.get(src.desc().position(first + i * step)));
    }
    double sum = 0;
    for (int i = 0; i < terms; i++) {
      sum += Math.exp(srcs.get(src.desc().position(first + i * step)) - max);
    }
    for (int i = 0; i < terms; i++) {
      double e = Math.exp(srcs.get(src.desc().position(first + i * step)) - max);
      out.put(dst.desc().position(first + i * step), (float) (e / sum));
    }
  }
}
