package dev.fovea.backend.reference;

import dev.fovea.op.MatMul;
import dev.fovea.op.MatMul.Extents;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link MatMul}: one matrix of dst per task, element by element. */
final class MatMulReference implements KernelBody {
  private final MatMul op;
  private final Extents extents;

  private MatMulReference(MatMul op, Extents extents) {
    this.op = op;
    this.extents = extents;
  }

  static Plan plan(MatMul op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Extents extents = op.extents(inputs.get(0).shape(), inputs.get(1).shape());
    return plan.build(
        "reference:mat_mul:direct",
        new ErrorModel.Direct(Math.max(1, extents.k()), 0),
        operands -> new MatMulReference(op, extents));
  }

  @Override
  public void run(Call call) {
    call.workers().run((int) extents.batch().elements(), call, this::matrix);
  }

  private void matrix(Call call, int matrix, int worker) {
    Tensor a = call.srcs().get(0);
    Tensor b = call.srcs().get(1);
    Tensor dst = call.dsts().get(0);
    int rows = extents.m();
    int columns = extents.n();
    int products = extents.k();
    int ofA = new Stretched(extents.batchA(), extents.batch()).element(matrix);
    int ofB = new Stretched(extents.batchB(), extents.batch()).element(matrix);
    for (int m = 0; m < rows; m++) {
      for (int n = 0; n < columns; n++) {
        double sum = 0;
        for (int k = 0; k < products; k++) {
          int atA = (ofA * rows + m) * products + k;
          int atB =
              op.transposeB()
                  ? (ofB * columns + n) * products + k
                  : (ofB * products + k) * columns + n;
          double left = a.floats().get(a.desc().position(atA));
          sum += left * b.floats().get(b.desc().position(atB));
        }
        int at = (matrix * rows + m) * columns + n;
        dst.floats().put(dst.desc().position(at), (float) sum);
      }
    }
  }
}
