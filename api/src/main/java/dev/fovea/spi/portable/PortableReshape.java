package dev.fovea.spi.portable;

import dev.fovea.op.Reshaping;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link Reshaping} as a copy, in runs. */
public final class PortableReshape implements KernelBody {
  private static final int TASK_ELEMENTS = 1 << 16;

  private final int elements;
  private final Workers.Task<Call> task = this::run;

  private PortableReshape(int elements) {
    this.elements = elements;
  }

  /** Plans the operator. */
  public static Plan plan(Reshaping op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    int elements = (int) inputs.get(0).shape().elements();
    return plan.build(
        "portable:reshape", ErrorModel.exact(), operands -> new PortableReshape(elements));
  }

  @Override
  public void run(Call call) {
    call.workers().run((elements + TASK_ELEMENTS - 1) / TASK_ELEMENTS, call, task);
  }

  private void run(Call call, int task, int worker) {
    int first = task * TASK_ELEMENTS;
    int count = Math.min(TASK_ELEMENTS, elements - first);
    Runs.copy(call.srcs().get(0), first, call.dsts().get(0), first, count);
  }
}
