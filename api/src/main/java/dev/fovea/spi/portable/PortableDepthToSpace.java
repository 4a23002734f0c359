package dev.fovea.spi.portable;

import dev.fovea.op.DepthToSpace;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.portable.CopyPlan.Walk;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/** {@link DepthToSpace}: the loops of dst's axes, a block's rows and columns inside. */
public final class PortableDepthToSpace {
  private PortableDepthToSpace() {}

  /** Plans the operator. */
  public static Plan plan(DepthToSpace op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableMove.plan(
        op,
        inputs,
        options,
        "portable:depth_to_space",
        dsts -> List.of(copy(op, inputs.get(0), dsts.get(0))));
  }

  private static CopyPlan copy(DepthToSpace op, TensorDesc src, TensorDesc dst) {
    Shape shape = src.shape();
    int b = op.blockSize();
    int depth = dst.shape().dim(1);
    long map = CopyPlan.step(shape, 1);
    boolean together = op.order() == DepthToSpace.Order.COLUMN_FIRST;
    long perChannel = together ? map * b * b : map;
    long perRow = together ? map * b : map * b * depth;
    long perColumn = together ? map : map * depth;
    List<Walk> walks = new ArrayList<>();
    walks.add(new Walk(shape.dim(0), CopyPlan.step(shape, 0)));
    walks.add(new Walk(depth, perChannel));
    walks.add(new Walk(shape.dim(2), shape.dim(3)));
    walks.add(new Walk(b, perRow));
    walks.add(new Walk(shape.dim(3), 1));
    walks.add(new Walk(b, perColumn));
    return CopyPlan.of(src, 0, dst, walks);
  }
}
