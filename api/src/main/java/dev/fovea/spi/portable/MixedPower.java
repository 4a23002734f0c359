package dev.fovea.spi.portable;

import dev.fovea.spi.Call;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** Powers whose base and exponent differ in type; dst has the base's. */
final class MixedPower implements KernelBody {
  private final Stretch a;
  private final Stretch b;

  private final Workers.Task<Call> task = this::task;

  MixedPower(List<TensorDesc> inputs, TensorDesc dst) {
    this.a = Stretch.of(inputs.get(0).shape(), dst.shape());
    this.b = Stretch.of(inputs.get(1).shape(), dst.shape());
  }

  @Override
  public void run(Call call) {
    call.workers().run(Stage.tasks(call.dsts().get(0).desc()), call, task);
  }

  private void task(Call call, int task, int worker) {
    Tensor base = call.srcs().get(0);
    Tensor exponent = call.srcs().get(1);
    Tensor dst = call.dsts().get(0);
    float[] floats = Stage.floats()[0];
    long[] longs = Stage.longs()[0];
    int end = Stage.end(dst.desc(), task);
    for (int i = Stage.begin(task); i < end; i += Stage.LENGTH) {
      int count = Math.min(Stage.LENGTH, end - i);
      if (dst.desc().dtype() == DType.FLOAT32) {
        a.load(base, i, floats, count);
        b.load(exponent, i, longs, count);
        for (int k = 0; k < count; k++) {
          floats[k] = (float) ArithmeticLoops.power((double) floats[k], (double) longs[k]);
        }
        Stage.store(floats, count, dst, i);
      } else {
        a.load(base, i, longs, count);
        b.load(exponent, i, floats, count);
        for (int k = 0; k < count; k++) {
          longs[k] = (long) ArithmeticLoops.power((double) longs[k], (double) floats[k]);
        }
        Stage.store(longs, count, dst, i);
      }
    }
  }
}
