package dev.fovea.backend.simd;

import dev.fovea.backend.simd.binding.Natives;
import dev.fovea.op.Reorder;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.spi.portable.PortableReorder;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** Between plain channels and blocks of them, a block at a time. */
final class Reorders implements KernelBody {
  private final int block;
  private final boolean toBlocked;
  private final int channels;
  private final long positions;
  private final PlaneTasks tasks;
  private final Workers.Task<Call> task = this::run;

  private Reorders(Shape shape, int block, boolean toBlocked) {
    this.block = block;
    this.toBlocked = toBlocked;
    this.channels = shape.dim(1);
    this.positions = shape.elements(2, 4);
    int planes = (channels + block - 1) / block;
    this.tasks = new PlaneTasks(shape.dim(0), planes, positions * block);
  }

  static Plan plan(Reorder op, List<TensorDesc> inputs, PlanOptions options, Isa isa) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    TensorDesc src = inputs.get(0);
    Layout blocked = isa.layout();
    boolean toBlocked = src.layout().isPlain() && op.layout().equals(blocked);
    boolean toPlain = src.layout().equals(blocked) && op.layout().isPlain();
    if (!toBlocked && !toPlain) {
      return PortableReorder.plan(op, inputs, options);
    }
    return plan.inputs(inputs)
        .dsts(List.of(TapPlan.relaid(plan.dsts().get(0), op.layout())))
        .build(
            SimdProvider.NAME + ":reorder:" + (toBlocked ? "to-blocks" : "from-blocks"),
            ErrorModel.exact(),
            operands -> new Reorders(src.shape(), isa.block(), toBlocked));
  }

  @Override
  public void run(Call call) {
    call.workers().run(tasks.count(), call, task);
  }

  private void run(Call call, int index, int worker) {
    int image = tasks.image(index);
    long first = (long) tasks.first(index) * block;
    long count = Math.min(channels, (long) tasks.end(index) * block) - first;
    long offset = first * positions * Float.BYTES;
    long src = Addresses.image(call.srcs().get(0), image) + offset;
    long dst = Addresses.image(call.dsts().get(0), image) + offset;
    if (toBlocked) {
      Natives.toBlocked(block, count, positions, src, dst);
    } else {
      Natives.toPlain(block, count, positions, src, dst);
    }
  }
}
