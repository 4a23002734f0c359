package dev.fovea.spi.portable;

import dev.fovea.op.SpaceToDepth;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.portable.CopyPlan.Walk;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/** {@link SpaceToDepth}: the loops of dst's axes, its channels by place in the block. */
public final class PortableSpaceToDepth {
  private PortableSpaceToDepth() {}

  /** Plans the operator. */
  public static Plan plan(SpaceToDepth op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableMove.plan(
        op,
        inputs,
        options,
        "portable:space_to_depth",
        dsts -> List.of(copy(op, inputs.get(0), dsts.get(0))));
  }

  private static CopyPlan copy(SpaceToDepth op, TensorDesc src, TensorDesc dst) {
    Shape shape = src.shape();
    int b = op.blockSize();
    List<Walk> walks = new ArrayList<>();
    walks.add(new Walk(shape.dim(0), CopyPlan.step(shape, 0)));
    walks.add(new Walk(b, shape.dim(3)));
    walks.add(new Walk(b, 1));
    walks.add(new Walk(shape.dim(1), CopyPlan.step(shape, 1)));
    walks.add(new Walk(dst.shape().dim(2), (long) shape.dim(3) * b));
    walks.add(new Walk(dst.shape().dim(3), b));
    return CopyPlan.of(src, 0, dst, walks);
  }
}
