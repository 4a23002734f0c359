package dev.fovea.backend.blas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Conv2d;
import dev.fovea.op.Window2d;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.Call;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** More threads than OpenBLAS has buffers, which it answers by ending the process if let. */
class ConcurrencyTest {
  private static final int THREADS = 160;

  @Test
  void threadsBeyondTheBuffersOfOpenBlasWaitForTheirTurn() throws Exception {
    Conv2d op = Conv2d.of(24, 32, Window2d.of(3).pad(1)).bias(false);
    Shape src = Shape.of(1, 24, 24, 24);
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    CountDownLatch together = new CountDownLatch(THREADS);
    try (Backend backend = new BlasProvider().open(BackendOptions.DEFAULT);
        Tensor image = random(src);
        Tensor weights = random(op.weightsShape())) {
      List<TensorDesc> inputs = List.of(image.desc(), weights.desc());
      Plan plan = op.planOn(backend, inputs, PlanOptions.DEFAULT);
      try (Kernel kernel = plan.build(Map.of("weights", weights))) {
        Callable<float[]> job =
            () -> {
              try (Tensor dst = Tensor.allocate(plan.dsts().get(0));
                  Tensor scratch =
                      Tensor.allocate(TensorDesc.of((int) plan.scratchBytes(1) / Float.BYTES))) {
                Call call = new Call(List.of(image), List.of(dst), scratch, Workers.single());
                together.countDown();
                together.await();
                for (int run = 0; run < 20; run++) {
                  kernel.run(call);
                }
                return dst.toFloats();
              }
            };
        List<Future<float[]>> results = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          results.add(executor.submit(job));
        }
        float[] expected = results.get(0).get();
        for (Future<float[]> result : results) {
          assertThat(result.get()).isEqualTo(expected);
        }
      }
    } finally {
      executor.shutdownNow();
    }
    assertThat(OpenBlas.load().freeCalls()).isEqualTo(OpenBlas.CONCURRENT_CALLS);
  }

  private static Tensor random(Shape shape) {
    Random random = new Random(3);
    float[] values = new float[(int) shape.elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return Tensor.of(shape, values);
  }
}
