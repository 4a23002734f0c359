package dev.fovea.spi.portable;

import dev.fovea.op.Cast;
import dev.fovea.op.Cast.Target;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link Cast}. */
public final class PortableCast implements KernelBody {
  private final Target to;

  private final Workers.Task<Call> task = this::task;

  private PortableCast(Target to) {
    this.to = to;
  }

  /** Plans the operator. */
  public static Plan plan(Cast op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("portable:cast", ErrorModel.exact(), operands -> new PortableCast(op.to()));
  }

  @Override
  public void run(Call call) {
    call.workers().run(Stage.tasks(call.dsts().get(0).desc()), call, task);
  }

  private void task(Call call, int task, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    float[] floats = Stage.floats()[0];
    long[] longs = Stage.longs()[0];
    boolean fromFloats = src.desc().dtype() == DType.FLOAT32;
    boolean toFloats = dst.desc().dtype() == DType.FLOAT32;
    int end = Stage.end(dst.desc(), task);
    for (int i = Stage.begin(task); i < end; i += Stage.LENGTH) {
      int count = Math.min(Stage.LENGTH, end - i);
      if (fromFloats) {
        Stage.load(src, i, floats, count);
      } else {
        Stage.load(src, i, longs, count);
      }
      if (toFloats) {
        toFloats(longs, floats, count, !fromFloats);
        Stage.store(floats, count, dst, i);
      } else {
        toLongs(floats, longs, count, fromFloats);
        Stage.store(longs, count, dst, i);
      }
    }
  }

  private void toFloats(long[] longs, float[] floats, int count, boolean convert) {
    for (int i = 0; convert && i < count; i++) {
      floats[i] = (float) longs[i];
    }
    for (int i = 0; to == Target.FLOAT16 && i < count; i++) {
      floats[i] = half(floats[i]);
    }
  }

  private void toLongs(float[] floats, long[] longs, int count, boolean convert) {
    if (to == Target.BOOL) {
      for (int i = 0; i < count; i++) {
        longs[i] = (convert ? floats[i] != 0 : longs[i] != 0) ? 1 : 0;
      }
      return;
    }
    for (int i = 0; convert && i < count; i++) {
      longs[i] = (long) floats[i];
    }
    for (int i = 0; to == Target.INT32 && i < count; i++) {
      longs[i] = (int) longs[i];
    }
  }

  /**
   * Returns the nearest value of float16. Beside 1.5 times a power of two that is 2^13 times as
   * large, floats lie as far apart as those of float16 do at x: adding it rounds.
   */
  private static float half(float x) {
    if (!(Math.abs(x) < 65520)) {
      return x * Float.POSITIVE_INFINITY;
    }
    int exponent = Math.max(Math.getExponent(x), -14);
    float large = Math.scalb(1.5f, exponent + 13);
    return x + large - large;
  }
}
