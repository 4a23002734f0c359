package dev.fovea.backend.blas;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.portable.PortableAdd;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** Operators whose tensors all have the shape of dst. */
final class ElementwiseOps {
  private ElementwiseOps() {}

  static Plan activation(
      Activation op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    TensorDesc dst = plan.dsts().get(0);
    int ulps = Exponentials.ulps(op);
    Elementwise.Function function =
        (workspace, call, image, first, count) -> {
          float[] x = Elementwise.load(workspace, Workspace.OUT, call, 0, image, first, count);
          Loops.activate(workspace, op, x, 0, count);
          return x;
        };
    return plan.build(
        "blas:activation:runs",
        ulps == 0 ? ErrorModel.exact() : new ErrorModel.Elementwise(ulps),
        operands -> new Elementwise(dst, ulps == 0 ? 1 : 32, function, engine));
  }

  /** Plans a sum; of int64, or where an input is stretched, that is left to the portable kernel. */
  static Plan add(Add op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    TensorDesc dst = plan.dsts().get(0);
    if (dst.dtype() != DType.FLOAT32 || !inputs.get(0).shape().equals(inputs.get(1).shape())) {
      return PortableAdd.plan(op, inputs, options);
    }
    Elementwise.Function function =
        (workspace, call, image, first, count) -> {
          float[] a = Elementwise.load(workspace, Workspace.OUT, call, 0, image, first, count);
          float[] b = Elementwise.load(workspace, Workspace.AUX, call, 1, image, first, count);
          Loops.add(a, b, count);
          return a;
        };
    return plan.build(
        "blas:add:runs", ErrorModel.exact(), operands -> new Elementwise(dst, 1, function, engine));
  }
}
