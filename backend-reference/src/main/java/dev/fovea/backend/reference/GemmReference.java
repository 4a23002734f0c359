package dev.fovea.backend.reference;

import dev.fovea.op.Broadcast;
import dev.fovea.op.Gemm;
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

/** {@link Gemm}: one row of dst per task. */
final class GemmReference implements KernelBody {
  private final Gemm op;
  private final int products;

  private GemmReference(Gemm op, int products) {
    this.op = op;
    this.products = products;
  }

  static Plan plan(Gemm op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    int products = inputs.get(0).shape().dim(op.transposeA() ? 0 : 1);
    return plan.build(
        "reference:gemm:direct",
        new ErrorModel.Direct(Math.max(1, products), 0),
        operands -> new GemmReference(op, products));
  }

  @Override
  public void run(Call call) {
    call.workers().run(call.dsts().get(0).shape().dim(0), call, this::row);
  }

  private void row(Call call, int m, int worker) {
    Tensor a = call.srcs().get(0);
    Tensor b = call.srcs().get(1);
    Tensor dst = call.dsts().get(0);
    FloatBuffer as = a.floats();
    FloatBuffer bs = b.floats();
    FloatBuffer out = dst.floats();
    Shape shape = dst.shape();
    int widthA = a.shape().dim(1);
    int widthB = b.shape().dim(1);

    for (int n = 0; n < shape.dim(1); n++) {
      double sum = 0;
      for (int k = 0; k < products; k++) {
        int atA = op.transposeA() ? k * widthA + m : m * widthA + k;
        int atB = op.transposeB() ? n * widthB + k : k * widthB + n;
        sum += (double) as.get(a.desc().position(atA)) * bs.get(b.desc().position(atB));
      }
      double result = op.alpha() * sum;
      if (op.addend()) {
        Tensor c = call.srcs().get(2);
        int[] strides = Broadcast.strides(c.shape(), shape);
        int atC = c.desc().position(m * strides[0] + n * strides[1]);
        result += (double) op.beta() * c.floats().get(atC);
      }
      out.put(dst.desc().position(m * shape.dim(1) + n), (float) result);
    }
  }
}
