package dev.fovea.spi.portable;

import dev.fovea.op.Gemm;
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

/** {@link Gemm}, one row of dst per task, the sum in double. */
public final class PortableGemm implements KernelBody {
  private final Gemm op;
  private final int products;
  private final BroadcastIndex addendIndex;

  private final Workers.Task<Call> task = this::row;

  private PortableGemm(Gemm op, int products, BroadcastIndex addendIndex) {
    this.op = op;
    this.products = products;
    this.addendIndex = addendIndex;
  }

  /** Plans the operator. */
  public static Plan plan(Gemm op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    int products = inputs.get(0).shape().dim(op.transposeA() ? 0 : 1);
    Shape dst = plan.dsts().get(0).shape();
    BroadcastIndex addend = BroadcastIndex.of(op.addend() ? inputs.get(2).shape() : dst, dst);
    return plan.build(
        "portable:gemm",
        new ErrorModel.Direct(Math.max(1, products), 0),
        operands -> new PortableGemm(op, products, addend));
  }

  @Override
  public void run(Call call) {
    call.workers().run(call.dsts().get(0).shape().dim(0), call, task);
  }

  private void row(Call call, int m, int worker) {
    Tensor a = call.srcs().get(0);
    Tensor b = call.srcs().get(1);
    Tensor dst = call.dsts().get(0);
    FloatBuffer as = a.sharedFloats();
    FloatBuffer bs = b.sharedFloats();
    FloatBuffer to = dst.sharedFloats();
    int columns = dst.shape().dim(1);
    int rowsA = a.shape().dim(1);
    int rowsB = b.shape().dim(1);
    for (int n = 0; n < columns; n++) {
      double sum = 0;
      for (int k = 0; k < products; k++) {
        float left = as.get(a.desc().position(op.transposeA() ? k * rowsA + m : m * rowsA + k));
        float right = bs.get(b.desc().position(op.transposeB() ? n * rowsB + k : k * rowsB + n));
        sum += (double) left * right;
      }
      sum *= op.alpha();
      if (op.addend()) {
        Tensor c = call.srcs().get(2);
        int at = c.desc().position(addendIndex.of(m * columns + n));
        sum += (double) op.beta() * c.sharedFloats().get(at);
      }
      to.put(dst.desc().position(m * columns + n), (float) sum);
    }
  }
}
