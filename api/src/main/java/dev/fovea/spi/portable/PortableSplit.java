package dev.fovea.spi.portable;

import dev.fovea.op.Split;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.portable.CopyPlan.Walk;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/** {@link Split}: one copy a part, in runs of what lies behind the axis. */
public final class PortableSplit {
  private PortableSplit() {}

  /** Plans the operator. */
  public static Plan plan(Split op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableMove.plan(
        op, inputs, options, "portable:split", dsts -> copies(op, inputs.get(0), dsts));
  }

  private static List<CopyPlan> copies(Split op, TensorDesc src, List<TensorDesc> dsts) {
    List<CopyPlan> copies = new ArrayList<>();
    Shape shape = src.shape();
    long start = 0;
    for (TensorDesc dst : dsts) {
      List<Walk> walks = new ArrayList<>();
      for (int axis = 0; axis < shape.rank(); axis++) {
        walks.add(new Walk(dst.shape().dim(axis), CopyPlan.step(shape, axis)));
      }
      copies.add(CopyPlan.of(src, start, dst, walks));
      start += dst.shape().dim(op.axis()) * CopyPlan.step(shape, op.axis());
    }
    return copies;
  }
}
