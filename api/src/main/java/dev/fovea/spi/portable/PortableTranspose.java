package dev.fovea.spi.portable;

import dev.fovea.op.Transpose;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.portable.CopyPlan.Walk;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/** {@link Transpose}: one loop for every axis of dst, with src's step along it. */
public final class PortableTranspose {
  private PortableTranspose() {}

  /** Plans the operator. */
  public static Plan plan(Transpose op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableMove.plan(
        op,
        inputs,
        options,
        "portable:transpose",
        dsts -> List.of(copy(op, inputs.get(0), dsts.get(0))));
  }

  private static CopyPlan copy(Transpose op, TensorDesc src, TensorDesc dst) {
    List<Walk> walks = new ArrayList<>();
    for (int axis : op.permutation()) {
      walks.add(new Walk(src.shape().dim(axis), CopyPlan.step(src.shape(), axis)));
    }
    return CopyPlan.of(src, 0, dst, walks);
  }
}
