package dev.fovea.spi.portable;

import dev.fovea.op.Where;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link Where}. */
public final class PortableWhere implements KernelBody {
  private final Stretch condition;
  private final Stretch a;
  private final Stretch b;

  private final Workers.Task<Call> task = this::task;

  private PortableWhere(Stretch condition, Stretch a, Stretch b) {
    this.condition = condition;
    this.a = a;
    this.b = b;
  }

  /** Plans the operator. */
  public static Plan plan(Where op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape dst = plan.dsts().get(0).shape();
    Stretch condition = Stretch.of(inputs.get(0).shape(), dst);
    Stretch a = Stretch.of(inputs.get(1).shape(), dst);
    Stretch b = Stretch.of(inputs.get(2).shape(), dst);
    return plan.build(
        "portable:where", ErrorModel.exact(), operands -> new PortableWhere(condition, a, b));
  }

  @Override
  public void run(Call call) {
    call.workers().run(Stage.tasks(call.dsts().get(0).desc()), call, task);
  }

  private void task(Call call, int task, int worker) {
    Tensor dst = call.dsts().get(0);
    float[][] floats = Stage.floats();
    long[][] longs = Stage.longs();
    int end = Stage.end(dst.desc(), task);
    for (int i = Stage.begin(task); i < end; i += Stage.LENGTH) {
      int count = Math.min(Stage.LENGTH, end - i);
      condition.load(call.srcs().get(0), i, longs[2], count);
      if (dst.desc().dtype() == DType.FLOAT32) {
        a.load(call.srcs().get(1), i, floats[0], count);
        b.load(call.srcs().get(2), i, floats[1], count);
        choose(longs[2], floats[0], floats[1], count);
        Stage.store(floats[0], count, dst, i);
      } else {
        a.load(call.srcs().get(1), i, longs[0], count);
        b.load(call.srcs().get(2), i, longs[1], count);
        choose(longs[2], longs[0], longs[1], count);
        Stage.store(longs[0], count, dst, i);
      }
    }
  }

  private static void choose(long[] condition, float[] a, float[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] = condition[i] != 0 ? a[i] : b[i];
    }
  }

  private static void choose(long[] condition, long[] a, long[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] = condition[i] != 0 ? a[i] : b[i];
    }
  }
}
