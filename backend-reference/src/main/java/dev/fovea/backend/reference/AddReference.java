package dev.fovea.backend.reference;

import dev.fovea.op.Add;
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

/** {@link Add}: one image per task. */
final class AddReference implements KernelBody {
  private final Stretched stretchedA;
  private final Stretched stretchedB;

  private AddReference(Stretched stretchedA, Stretched stretchedB) {
    this.stretchedA = stretchedA;
    this.stretchedB = stretchedB;
  }

  static Plan plan(Add op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape dst = plan.dsts().get(0).shape();
    Stretched a = new Stretched(inputs.get(0).shape(), dst);
    Stretched b = new Stretched(inputs.get(1).shape(), dst);
    return plan.build(
        "reference:add:direct", ErrorModel.exact(), operands -> new AddReference(a, b));
  }

  @Override
  public void run(Call call) {
    call.workers().run(call.dsts().get(0).desc().images(), call, this::image);
  }

  private void image(Call call, int n, int worker) {
    Tensor a = call.srcs().get(0);
    Tensor b = call.srcs().get(1);
    Tensor dst = call.dsts().get(0);
    int elements = (int) dst.desc().imageElements();
    for (int i = n * elements; i < (n + 1) * elements; i++) {
      int atA = a.desc().position(stretchedA.element(i));
      int atB = b.desc().position(stretchedB.element(i));
      int to = dst.desc().position(i);
      if (dst.desc().dtype() == DType.INT64) {
        dst.longs().put(to, a.longs().get(atA) + b.longs().get(atB));
      } else {
        double sum = (double) a.floats().get(atA) + b.floats().get(atB);
        dst.floats().put(to, (float) sum);
      }
    }
  }
}
