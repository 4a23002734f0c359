package dev.fovea.backend.blas;

import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** Both global poolings: channels are independent, and a channel is contiguous. */
final class GlobalPools implements KernelBody {
  /** Floats that are taken to the heap at a time. */
  private static final int CHUNK = 4096;

  private final boolean average;
  private final int positions;
  private final Portions tasks;
  private final Engine engine;
  private final Workers.Task<Call> task = this::run;

  private GlobalPools(boolean average, Shape src, Engine engine) {
    this.average = average;
    this.engine = engine;
    this.positions = (int) src.elements(2, src.rank());
    this.tasks = new Portions(src.dim(0), src.dim(1), positions);
  }

  static Plan average(
      GlobalAveragePool op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    return plan.build(
        "blas:global_average_pool:sums",
        new ErrorModel.Direct((int) src.elements(2, src.rank()), 0),
        operands -> new GlobalPools(true, src, engine));
  }

  static Plan max(GlobalMaxPool op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    return plan.build(
        "blas:global_max_pool:maxima",
        ErrorModel.exact(),
        operands -> new GlobalPools(false, src, engine));
  }

  @Override
  public void run(Call call) {
    call.workers().run(tasks.count(), call, task);
  }

  private void run(Call call, int index, int worker) {
    Workspace workspace = engine.workspace();
    long src = Addresses.image(call.srcs().get(0), tasks.image(index));
    long dst = Addresses.image(call.dsts().get(0), tasks.image(index));
    int first = tasks.first(index);
    int count = tasks.end(index) - first;
    float[] results = workspace.array(Workspace.OUT, count);
    for (int c = 0; c < count; c++) {
      long channel = Floats.element(src, (long) (first + c) * positions);
      results[c] = average ? average(workspace, channel) : max(workspace, channel);
    }
    workspace.memory.store(results, 0, count, Floats.element(dst, first));
  }

  private float average(Workspace workspace, long channel) {
    float[] values = workspace.array(Workspace.ROW, CHUNK);
    double sum = 0;
    for (int at = 0; at < positions; at += CHUNK) {
      int count = Math.min(CHUNK, positions - at);
      workspace.memory.load(Floats.element(channel, at), values, 0, count);
      sum += Loops.sum(values, count);
    }
    return (float) (sum / positions);
  }

  private float max(Workspace workspace, long channel) {
    float[] values = workspace.array(Workspace.ROW, CHUNK);
    float max = Float.NEGATIVE_INFINITY;
    for (int at = 0; at < positions; at += CHUNK) {
      int count = Math.min(CHUNK, positions - at);
      workspace.memory.load(Floats.element(channel, at), values, 0, count);
      max = Math.max(max, Loops.max(values, count));
    }
    return max;
  }
}
