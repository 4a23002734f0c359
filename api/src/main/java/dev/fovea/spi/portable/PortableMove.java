package dev.fovea.spi.portable;

import dev.fovea.op.Op;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Fills every dst from src by a {@link CopyPlan}. */
final class PortableMove implements KernelBody {
  private final List<CopyPlan> copies;
  private final List<Workers.Task<Call>> tasks;

  private PortableMove(List<CopyPlan> copies) {
    this.copies = copies;
    this.tasks = IntStream.range(0, copies.size()).mapToObj(this::filling).toList();
  }

  /**
   * Plans an operator of one input.
   *
   * @param description says which operator it is
   * @param copies tells from the plan's outputs how each is filled
   */
  static Plan plan(
      Op op,
      List<TensorDesc> inputs,
      PlanOptions options,
      String description,
      Function<List<TensorDesc>, List<CopyPlan>> copies) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    List<CopyPlan> made = copies.apply(plan.dsts());
    return plan.build(description, ErrorModel.exact(), operands -> new PortableMove(made));
  }

  private Workers.Task<Call> filling(int dst) {
    CopyPlan copy = copies.get(dst);
    return (call, task, worker) -> copy.run(call.srcs().get(0), call.dsts().get(dst), task);
  }

  @Override
  public void run(Call call) {
    for (int i = 0; i < copies.size(); i++) {
      Tensor src = call.srcs().get(0);
      call.workers().run(copies.get(i).tasks(src, call.dsts().get(i)), call, tasks.get(i));
    }
  }
}
