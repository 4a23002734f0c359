package dev.fovea.runtime;

import dev.fovea.op.Activation;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A ReLU that says when it has begun and waits to be told to go on. */
final class PausingBackend extends DelegatingBackend {
  private final CountDownLatch running;
  private final CountDownLatch goOn;

  PausingBackend(CountDownLatch running, CountDownLatch goOn) {
    this.running = running;
    this.goOn = goOn;
  }

  @Override
  public Plan activation(Activation op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "pausing:activation",
            ErrorModel.exact(),
            operands ->
                call -> {
                  running.countDown();
                  await();
                  relu(call.srcs().get(0), call.dsts().get(0));
                });
  }

  private void await() {
    try {
      goOn.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void relu(Tensor src, Tensor dst) {
    FloatBuffer values = src.floats();
    for (int i = 0; i < values.limit(); i++) {
      dst.floats().put(i, Math.max(0, values.get(i)));
    }
  }
}
