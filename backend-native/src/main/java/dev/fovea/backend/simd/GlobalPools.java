package dev.fovea.backend.simd;

import dev.fovea.backend.simd.binding.Natives;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.op.Op;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** Mean or maximum of each channel, in the layout that is offered. */
final class GlobalPools implements KernelBody {
  private final boolean average;
  private final boolean blocked;
  private final Isa isa;
  private final long positions;
  private final PlaneTasks tasks;
  private final Workers.Task<Call> task = this::run;

  private GlobalPools(boolean average, TensorDesc src, boolean blocked, Isa isa) {
    this.average = average;
    this.blocked = blocked;
    this.isa = isa;
    Shape shape = src.shape();
    this.positions = shape.elements(2, shape.rank());
    int planes = blocked ? (shape.dim(1) + isa.block() - 1) / isa.block() : shape.dim(1);
    this.tasks = new PlaneTasks(shape.dim(0), planes, positions * lanes());
  }

  static Plan average(GlobalAveragePool op, List<TensorDesc> inputs, PlanOptions options, Isa isa) {
    return plan(op, true, "global_average_pool", inputs, options, isa);
  }

  static Plan max(GlobalMaxPool op, List<TensorDesc> inputs, PlanOptions options, Isa isa) {
    return plan(op, false, "global_max_pool", inputs, options, isa);
  }

  private static Plan plan(
      Op op, boolean average, String kind, List<TensorDesc> inputs, PlanOptions options, Isa isa) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    TensorDesc src = inputs.get(0);
    boolean blocked = src.layout().equals(isa.layout());
    if (blocked) {
      plan.inputs(inputs).dsts(List.of(TapPlan.relaid(plan.dsts().get(0), isa.layout())));
    }
    int products = (int) src.shape().elements(2, src.shape().rank());
    ErrorModel model = average ? new ErrorModel.Direct(products, 0) : ErrorModel.exact();
    return plan.build(
        SimdProvider.NAME + ":" + kind + (blocked ? ":blocked:" : ":plain:") + isa.label(),
        model,
        operands -> new GlobalPools(average, src, blocked, isa));
  }

  private int lanes() {
    return blocked ? isa.block() : 1;
  }

  @Override
  public void run(Call call) {
    call.workers().run(tasks.count(), call, task);
  }

  private void run(Call call, int index, int worker) {
    int image = tasks.image(index);
    int first = tasks.first(index);
    int planes = tasks.end(index) - first;
    long results = (long) first * lanes() * Float.BYTES;
    long src = Addresses.image(call.srcs().get(0), image) + results * positions;
    long dst = Addresses.image(call.dsts().get(0), image) + results;
    if (blocked && average) {
      Natives.meanPlanes(isa.code(), planes, positions, src, dst);
    } else if (blocked) {
      Natives.maxPlanes(isa.code(), planes, positions, src, dst);
    } else if (average) {
      Natives.meanRows(isa.code(), planes, positions, src, dst);
    } else {
      Natives.maxRows(isa.code(), planes, positions, src, dst);
    }
  }
}
