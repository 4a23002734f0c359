package dev.fovea.spi.portable;

import dev.fovea.op.StridedSlice;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.portable.CopyPlan.Walk;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/** {@link StridedSlice}: one loop for every axis, which starts and steps as its range says. */
public final class PortableStridedSlice {
  private PortableStridedSlice() {}

  /** Plans the operator. */
  public static Plan plan(StridedSlice op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableMove.plan(
        op,
        inputs,
        options,
        "portable:strided_slice",
        dsts -> List.of(copy(op, inputs.get(0), dsts.get(0))));
  }

  private static CopyPlan copy(StridedSlice op, TensorDesc src, TensorDesc dst) {
    List<Walk> walks = new ArrayList<>();
    Shape shape = src.shape();
    int[] starts = op.starts(shape);
    int[] steps = op.steps(shape);
    long start = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      long step = CopyPlan.step(shape, axis);
      start += starts[axis] * step;
      walks.add(new Walk(dst.shape().dim(axis), steps[axis] * step));
    }
    return CopyPlan.of(src, start, dst, walks);
  }
}
