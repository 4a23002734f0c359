package dev.fovea.spi.portable;

import dev.fovea.op.Compare;
import dev.fovea.op.Compare.Function;
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

/** {@link Compare}. */
public final class PortableCompare implements KernelBody {
  private final Function function;
  private final Stretch a;
  private final Stretch b;

  private final Workers.Task<Call> task = this::task;

  private PortableCompare(Function function, Stretch a, Stretch b) {
    this.function = function;
    this.a = a;
    this.b = b;
  }

  /** Plans the operator. */
  public static Plan plan(Compare op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape dst = plan.dsts().get(0).shape();
    Stretch a = Stretch.of(inputs.get(0).shape(), dst);
    Stretch b = Stretch.of(inputs.get(1).shape(), dst);
    return plan.build(
        "portable:compare",
        ErrorModel.exact(),
        operands -> new PortableCompare(op.function(), a, b));
  }

  @Override
  public void run(Call call) {
    call.workers().run(Stage.tasks(call.dsts().get(0).desc()), call, task);
  }

  private void task(Call call, int task, int worker) {
    Tensor left = call.srcs().get(0);
    Tensor right = call.srcs().get(1);
    Tensor dst = call.dsts().get(0);
    float[][] floats = Stage.floats();
    long[][] longs = Stage.longs();
    int end = Stage.end(dst.desc(), task);
    for (int i = Stage.begin(task); i < end; i += Stage.LENGTH) {
      int count = Math.min(Stage.LENGTH, end - i);
      if (left.desc().dtype() == DType.FLOAT32) {
        a.load(left, i, floats[0], count);
        b.load(right, i, floats[1], count);
        compare(floats[0], floats[1], longs[0], count);
      } else {
        a.load(left, i, longs[0], count);
        b.load(right, i, longs[1], count);
        compare(longs[0], longs[1], count);
      }
      Stage.store(longs[0], count, dst, i);
    }
  }

  private void compare(float[] x, float[] y, long[] to, int count) {
    switch (function) {
      case EQUAL -> {
        for (int i = 0; i < count; i++) {
          to[i] = x[i] == y[i] ? 1 : 0;
        }
      }
      case LESS -> less(x, y, to, count);
      case GREATER -> less(y, x, to, count);
      case LESS_OR_EQUAL -> atMost(x, y, to, count);
      case GREATER_OR_EQUAL -> atMost(y, x, to, count);
      case AND, OR, XOR -> throw new IllegalStateException(function + " of float32");
    }
  }

  private static void less(float[] x, float[] y, long[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = x[i] < y[i] ? 1 : 0;
    }
  }

  private static void atMost(float[] x, float[] y, long[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = x[i] <= y[i] ? 1 : 0;
    }
  }

  /** The answers replace x. */
  private void compare(long[] x, long[] y, int count) {
    for (int i = 0; i < count; i++) {
      long p = x[i];
      long q = y[i];
      boolean so =
          switch (function) {
            case EQUAL -> p == q;
            case LESS -> p < q;
            case GREATER -> p > q;
            case LESS_OR_EQUAL -> p <= q;
            case GREATER_OR_EQUAL -> p >= q;
            case AND -> p != 0 && q != 0;
            case OR -> p != 0 || q != 0;
            case XOR -> (p != 0) != (q != 0);
          };
      x[i] = so ? 1 : 0;
    }
  }
}
