package dev.fovea.spi.portable;

import dev.fovea.op.Expand;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.portable.CopyPlan.Walk;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/** {@link Expand}: one loop for every axis of dst; where src stretches, it stands still. */
public final class PortableExpand {
  private PortableExpand() {}

  /** Plans the operator. */
  public static Plan plan(Expand op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableMove.plan(
        op, inputs, options, "portable:expand", dsts -> List.of(copy(inputs.get(0), dsts.get(0))));
  }

  private static CopyPlan copy(TensorDesc src, TensorDesc dst) {
    List<Walk> walks = new ArrayList<>();
    Shape from = src.shape();
    int shift = dst.shape().rank() - from.rank();
    for (int axis = 0; axis < dst.shape().rank(); axis++) {
      boolean stands = axis < shift || from.dim(axis - shift) == 1;
      long step = stands ? 0 : CopyPlan.step(from, axis - shift);
      walks.add(new Walk(dst.shape().dim(axis), step));
    }
    return CopyPlan.of(src, 0, dst, walks);
  }
}
