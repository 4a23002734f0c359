package dev.fovea.spi.portable;

import dev.fovea.op.Gather;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link Gather}: what lies behind the axis is one run for every index. */
public final class PortableGather implements KernelBody {
  private static final int TASK_ELEMENTS = 1 << 14;

  private final IndexCheck check;
  private final int picked;
  private final int extent;
  private final int run;
  private final int runs;
  private final int runsPerTask;
  private final Workers.Task<Call> task = this::runs;

  private PortableGather(IndexCheck check, Shape src, Shape indices, int axis) {
    this.check = check;
    this.picked = (int) indices.elements();
    this.extent = src.dim(axis);
    this.run = (int) src.elements(axis + 1, src.rank());
    this.runs = (int) src.elements(0, axis) * picked;
    this.runsPerTask = Math.max(1, TASK_ELEMENTS / Math.max(1, run));
  }

  /** Plans the operator. */
  public static Plan plan(Gather op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    Shape indices = inputs.get(1).shape();
    IndexCheck check = new IndexCheck(op, options.node(), src, op.axis());
    return plan.build(
        "portable:gather",
        ErrorModel.exact(),
        operands -> new PortableGather(check, src, indices, op.axis()));
  }

  @Override
  public void run(Call call) {
    call.workers().run((runs + runsPerTask - 1) / runsPerTask, call, task);
  }

  private void runs(Call call, int task, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor indices = call.srcs().get(1);
    int end = Math.min(runs, (task + 1) * runsPerTask);
    for (int i = task * runsPerTask; i < end; i++) {
      int index = check.inside(indices, i % picked);
      int from = (i / picked * extent + index) * run;
      Runs.copy(src, from, call.dsts().get(0), i * run, run);
    }
  }
}
