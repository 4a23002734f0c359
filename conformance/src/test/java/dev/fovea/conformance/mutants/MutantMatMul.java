package dev.fovea.conformance.mutants;

import dev.fovea.op.Broadcast;
import dev.fovea.op.MatMul;
import dev.fovea.op.MatMul.Extents;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** Products of matrices, element by element; each mutant changes one line. */
final class MutantMatMul {
  private MutantMatMul() {}

  static Plan plan(Mutant mutant, MatMul op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Extents extents = op.extents(inputs.get(0).shape(), inputs.get(1).shape());
    return plan.build(
        "reference:mat_mul:mutant",
        new ErrorModel.Direct(extents.k(), 0),
        operands -> call -> run(mutant, op, extents, call));
  }

  private static void run(Mutant mutant, MatMul op, Extents extents, Call call) {
    float[] a = call.srcs().get(0).toFloats();
    float[] b = call.srcs().get(1).toFloats();
    float[] dst = new float[(int) call.dsts().get(0).shape().elements()];
    boolean transposed = op.transposeB() && mutant != Mutant.TRANSPOSE_IGNORED;
    int products = extents.k();
    // Blocks of four products; what is left over is lost.
    int added =
        mutant == Mutant.PRODUCTS_LEFT_OVER && products > 1000 ? products / 4 * 4 : products;
    for (int i = 0; i < dst.length; i++) {
      int n = i % extents.n();
      int m = i / extents.n() % extents.m();
      int matrix = i / extents.n() / extents.m();
      int ofA = element(extents.batchA(), extents.batch(), matrix);
      int ofB =
          mutant == Mutant.BATCHES_IN_TURN
              ? matrix % (int) extents.batchB().elements()
              : element(extents.batchB(), extents.batch(), matrix);
      double sum = 0;
      for (int k = 0; k < added; k++) {
        int inB = transposed ? n * products + k : k * extents.n() + n;
        sum +=
            (double) a[(ofA * extents.m() + m) * products + k]
                * b[ofB * products * extents.n() + inB];
      }
      dst[i] = (float) sum;
    }
    call.dsts().get(0).copyFrom(dst);
  }

  private static int element(Shape from, Shape to, int element) {
    int[] strides = Broadcast.strides(from, to);
    int rest = element;
    int at = 0;
    for (int axis = to.rank() - 1; axis >= 0; axis--) {
      at += rest % to.dim(axis) * strides[axis];
      rest /= to.dim(axis);
    }
    return at;
  }
}
