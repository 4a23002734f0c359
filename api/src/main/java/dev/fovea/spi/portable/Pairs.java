package dev.fovea.spi.portable;

import dev.fovea.spi.Call;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** dst = f(a, b) of two inputs of dst's type that stretch to each other. */
final class Pairs implements KernelBody {
  private final Stretch a;
  private final Stretch b;
  private final FloatLoop floats;
  private final LongLoop longs;

  private final Workers.Task<Call> task = this::task;

  Pairs(List<TensorDesc> inputs, TensorDesc dst, FloatLoop floats, LongLoop longs) {
    Shape shape = dst.shape();
    this.a = Stretch.of(inputs.get(0).shape(), shape);
    this.b = Stretch.of(inputs.get(1).shape(), shape);
    this.floats = floats;
    this.longs = longs;
  }

  @Override
  public void run(Call call) {
    call.workers().run(Stage.tasks(call.dsts().get(0).desc()), call, task);
  }

  private void task(Call call, int task, int worker) {
    Tensor dst = call.dsts().get(0);
    int end = Stage.end(dst.desc(), task);
    for (int i = Stage.begin(task); i < end; i += Stage.LENGTH) {
      int count = Math.min(Stage.LENGTH, end - i);
      if (dst.desc().dtype() == DType.INT64) {
        long[][] stage = Stage.longs();
        a.load(call.srcs().get(0), i, stage[0], count);
        b.load(call.srcs().get(1), i, stage[1], count);
        longs.run(stage[0], stage[1], count);
        Stage.store(stage[0], count, dst, i);
      } else {
        float[][] stage = Stage.floats();
        a.load(call.srcs().get(0), i, stage[0], count);
        b.load(call.srcs().get(1), i, stage[1], count);
        floats.run(stage[0], stage[1], count);
        Stage.store(stage[0], count, dst, i);
      }
    }
  }
}
