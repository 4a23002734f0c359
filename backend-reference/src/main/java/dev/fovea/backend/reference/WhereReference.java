package dev.fovea.backend.reference;

import dev.fovea.op.Where;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.ByteBuffer;
import java.util.List;

/** {@link Where}: one image per task, byte by byte. */
final class WhereReference implements KernelBody {
  private final List<Stretched> stretched;

  private WhereReference(List<Stretched> stretched) {
    this.stretched = stretched;
  }

  static Plan plan(Where op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape dst = plan.dsts().get(0).shape();
    List<Stretched> stretched =
        inputs.stream().map(input -> new Stretched(input.shape(), dst)).toList();
    return plan.build(
        "reference:where:direct", ErrorModel.exact(), operands -> new WhereReference(stretched));
  }

  @Override
  public void run(Call call) {
    call.workers().run(call.dsts().get(0).desc().images(), call, this::image);
  }

  private void image(Call call, int n, int worker) {
    Tensor condition = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    ByteBuffer out = dst.bytes();
    int element = dst.desc().dtype().bytes();
    int elements = (int) dst.desc().imageElements();
    for (int i = n * elements; i < (n + 1) * elements; i++) {
      int at = condition.desc().position(stretched.get(0).element(i));
      int chosen = condition.longs().get(at) != 0 ? 1 : 2;
      Tensor src = call.srcs().get(chosen);
      int from = src.desc().position(stretched.get(chosen).element(i)) * element;
      int to = dst.desc().position(i) * element;
      for (int k = 0; k < element; k++) {
        out.put(to + k, src.bytes().get(from + k));
      }
    }
  }
}
