package dev.fovea.backend.reference;

import dev.fovea.op.Compare;
import dev.fovea.op.Compare.Function;
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

/** {@link Compare}: one image per task. */
final class CompareReference implements KernelBody {
  private final Function function;
  private final Stretched stretchedA;
  private final Stretched stretchedB;

  private CompareReference(Function function, Stretched stretchedA, Stretched stretchedB) {
    this.function = function;
    this.stretchedA = stretchedA;
    this.stretchedB = stretchedB;
  }

  static Plan plan(Compare op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape dst = plan.dsts().get(0).shape();
    Stretched a = new Stretched(inputs.get(0).shape(), dst);
    Stretched b = new Stretched(inputs.get(1).shape(), dst);
    return plan.build(
        "reference:compare:direct",
        ErrorModel.exact(),
        operands -> new CompareReference(op.function(), a, b));
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
      boolean so =
          a.desc().dtype() == DType.INT64
              ? holds(a.longs().get(atA), b.longs().get(atB))
              : holds(a.floats().get(atA), b.floats().get(atB));
      dst.longs().put(dst.desc().position(i), so ? 1 : 0);
    }
  }

  private boolean holds(float a, float b) {
    return switch (function) {
      case EQUAL -> a == b;
      case LESS -> a < b;
      case LESS_OR_EQUAL -> a <= b;
      case GREATER -> a > b;
      case GREATER_OR_EQUAL -> a >= b;
      case AND, OR, XOR -> throw new IllegalStateException(function + " takes no float32");
    };
  }

  private boolean holds(long a, long b) {
    return switch (function) {
      case EQUAL -> a == b;
      case LESS -> a < b;
      case LESS_OR_EQUAL -> a <= b;
      case GREATER -> a > b;
      case GREATER_OR_EQUAL -> a >= b;
      case AND -> a != 0 && b != 0;
      case OR -> a != 0 || b != 0;
      case XOR -> a != 0 ^ b != 0;
    };
  }
}
