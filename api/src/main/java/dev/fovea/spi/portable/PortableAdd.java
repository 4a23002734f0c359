package dev.fovea.spi.portable;

import dev.fovea.op.Add;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link Add} in float32 or int64 arithmetic. */
public final class PortableAdd {
  private PortableAdd() {}

  /** Plans the operator. */
  public static Plan plan(Add op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    TensorDesc dst = plan.dsts().get(0);
    return plan.build(
        "portable:add",
        ErrorModel.exact(),
        operands -> new Pairs(inputs, dst, PortableAdd::add, PortableAdd::add));
  }

  private static void add(float[] a, float[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] += b[i];
    }
  }

  private static void add(long[] a, long[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] += b[i];
    }
  }
}
