package dev.fovea.spi.portable;

import dev.fovea.op.GatherElements;
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

/** {@link GatherElements}: element by element, its place in src worked out axis by axis. */
public final class PortableGatherElements implements KernelBody {
  private static final int TASK_ELEMENTS = 1 << 12;

  private final IndexCheck check;
  private final Shape from;
  private final Shape to;
  private final Workers.Task<Call> task = this::elements;

  private PortableGatherElements(IndexCheck check, Shape from, Shape to) {
    this.check = check;
    this.from = from;
    this.to = to;
  }

  /** Plans the operator. */
  public static Plan plan(GatherElements op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    Shape indices = inputs.get(1).shape();
    IndexCheck check = new IndexCheck(op, options.node(), src, op.axis());
    return plan.build(
        "portable:gather_elements",
        ErrorModel.exact(),
        operands -> new PortableGatherElements(check, src, indices));
  }

  @Override
  public void run(Call call) {
    int tasks = (int) ((to.elements() + TASK_ELEMENTS - 1) / TASK_ELEMENTS);
    call.workers().run(tasks, call, task);
  }

  private void elements(Call call, int task, int worker) {
    int first = task * TASK_ELEMENTS;
    int end = (int) Math.min(to.elements(), first + (long) TASK_ELEMENTS);
    Tensor indices = call.srcs().get(1);
    for (int i = first; i < end; i++) {
      Runs.copy(call.srcs().get(0), source(indices, i), call.dsts().get(0), i, 1);
    }
  }

  private int source(Tensor indices, int element) {
    int rest = element;
    int stride = 1;
    int at = 0;
    for (int axis = to.rank() - 1; axis >= 0; axis--) {
      int index = axis == check.axis() ? check.inside(indices, element) : rest % to.dim(axis);
      at += index * stride;
      rest /= to.dim(axis);
      stride *= from.dim(axis);
    }
    return at;
  }
}
