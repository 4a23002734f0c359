package dev.fovea.spi.portable;

import dev.fovea.op.Resize;
import dev.fovea.op.ResizeTaps;
import dev.fovea.op.Sampling;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * {@link Resize} row by row of dst, a row being the last axis: neighbours are gathered, or the rows
 * of src that lie around are summed first and the sum is resampled along the row. The tables are
 * made with the plan.
 */
public final class PortableResize {
  private PortableResize() {}

  /** Plans the operator. */
  public static Plan plan(Resize op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    ResizeTaps[] taps = new ResizeTaps[src.rank()];
    for (int axis = 0; axis < taps.length; axis++) {
      taps[axis] = op.taps(src, axis);
    }
    return op.sampling() instanceof Sampling.Nearest
        ? NearestRows.plan(plan, inputs.get(0), op.extrapolation(), taps)
        : WeightedRows.plan(plan, inputs.get(0), op.extrapolation(), taps);
  }
}
