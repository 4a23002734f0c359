package dev.fovea.backend.reference;

import dev.fovea.op.PRelu;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/** {@link PRelu}: one image per task. */
final class PReluReference implements KernelBody {
  private final Operands operands;
  private final Stretched stretched;

  private PReluReference(Operands operands, Stretched stretched) {
    this.operands = operands;
    this.stretched = stretched;
  }

  static Plan plan(PRelu op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Stretched stretched = new Stretched(op.slope(), inputs.get(0).shape());
    return plan.build(
        "reference:prelu:direct",
        ErrorModel.exact(),
        operands -> new PReluReference(operands, stretched));
  }

  @Override
  public void run(Call call) {
    call.workers().run(call.dsts().get(0).desc().images(), call, this::image);
  }

  private void image(Call call, int n, int worker) {
    Tensor src = operands.get(0, call);
    Tensor slope = operands.get(1, call);
    Tensor dst = call.dsts().get(0);
    FloatBuffer srcs = src.floats();
    FloatBuffer slopes = slope.floats();
    FloatBuffer out = dst.floats();
    int elements = (int) dst.desc().imageElements();
    for (int i = n * elements; i < (n + 1) * elements; i++) {
      double x = srcs.get(src.desc().position(i));
      double a = slopes.get(slope.desc().position(stretched.element(i)));
      out.put(dst.desc().position(i), (float) (x >= 0 ? x : a * x));
    }
  }
}
