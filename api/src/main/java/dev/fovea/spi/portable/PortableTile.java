package dev.fovea.spi.portable;

import dev.fovea.op.Tile;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.portable.CopyPlan.Walk;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/** {@link Tile}: two loops for every axis, the copies around what is copied. */
public final class PortableTile {
  private PortableTile() {}

  /** Plans the operator. */
  public static Plan plan(Tile op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableMove.plan(
        op,
        inputs,
        options,
        "portable:tile",
        dsts -> List.of(copy(op, inputs.get(0), dsts.get(0))));
  }

  private static CopyPlan copy(Tile op, TensorDesc src, TensorDesc dst) {
    List<Walk> walks = new ArrayList<>();
    Shape shape = src.shape();
    for (int axis = 0; axis < shape.rank(); axis++) {
      walks.add(new Walk(op.repeats().get(axis), 0));
      walks.add(new Walk(shape.dim(axis), CopyPlan.step(shape, axis)));
    }
    return CopyPlan.of(src, 0, dst, walks);
  }
}
