package dev.fovea.backend.blas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Op;
import dev.fovea.op.Window2d;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.WorkerPool;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Scratch memory stays below the limit, whatever the image and however many workers there are. */
class ScratchTest {
  private static final int LARGE = 4096;

  static Stream<Arguments> problems() {
    Shape large = Shape.of(1, 16, LARGE, LARGE);
    return Stream.of(
        Arguments.of(Conv2d.of(16, 16, Window2d.of(3).pad(1)), large),
        Arguments.of(Conv2d.of(16, 16, Window2d.of(7).stride(2).pad(3)), large),
        Arguments.of(Conv2d.of(16, 16, Window2d.of(31).pad(15)), large),
        Arguments.of(Conv2d.of(16, 16, Window2d.of(3).dilation(500).pad(500)), large),
        Arguments.of(Conv2d.of(16, 16, Window2d.of(1)), large),
        Arguments.of(Conv2d.depthwise(16, 1, Window2d.of(3).pad(1)), large),
        Arguments.of(Conv2d.of(4096, 4096, Window2d.of(3).pad(1)), Shape.of(1, 4096, 7, 7)),
        Arguments.of(ConvTranspose2d.of(16, 16, Window2d.of(3).pad(1)), large),
        Arguments.of(
            ConvTranspose2d.of(16, 3, Window2d.of(16).stride(8)), Shape.of(1, 16, 512, 512)),
        Arguments.of(
            ConvTranspose2d.of(16, 16, Window2d.of(64).stride(1)), Shape.of(1, 16, 99, 4000)),
        Arguments.of(
            ConvTranspose2d.of(2048, 2048, Window2d.of(4).stride(2)), Shape.of(1, 2048, 8, 8)));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void isBelowTheLimit(Op op, Shape src) {
    for (long limit : new long[] {1 << 20, 32 << 20}) {
      Map<String, String> options = Map.of(BlasSettings.SCRATCH, String.valueOf(limit));
      try (Backend backend = new BlasProvider().open(new BackendOptions(options))) {
        Plan plan = plan(backend, op, src);
        for (int workers : new int[] {1, 2, 64, 1000}) {
          assertThat(plan.scratchBytes(workers)).isLessThanOrEqualTo(limit);
        }
      }
    }
  }

  @Test
  void aLargeImageRuns() {
    Conv2d op = Conv2d.of(1, 2, Window2d.of(3).pad(1)).bias(false);
    float[] kernels = new float[18];
    for (int i = 0; i < 9; i++) {
      kernels[i] = 1;
      kernels[9 + i] = i == 4 ? 2 : 0;
    }
    try (Backend backend = new BlasProvider().open(BackendOptions.DEFAULT);
        WorkerPool pool = new WorkerPool(2);
        Tensor src = Tensor.allocate(TensorDesc.of(1, 1, LARGE, LARGE));
        Tensor weights = Tensor.of(op.weightsShape(), kernels)) {
      for (int i = 0; i < LARGE * LARGE; i++) {
        src.floats().put(i, i % 101 % 7);
      }
      Plan plan = plan(backend, op, src.shape());
      int floats = (int) plan.scratchBytes(2) / Float.BYTES;
      try (Tensor dst = Tensor.allocate(plan.dsts().get(0));
          Tensor scratch = Tensor.allocate(TensorDesc.of(floats));
          Kernel kernel = plan.build(Map.of("weights", weights))) {
        kernel.run(List.of(src), List.of(dst), scratch, pool);
        int[] places = {0, 1, 511, 512, 513, 2047, 2048, LARGE - 2, LARGE - 1};
        for (int h : places) {
          for (int w : places) {
            float centre = src.floats().get(h * LARGE + w);
            assertThat(dst.floats().get(dst.desc().offset(0, 0, h, w))).isEqualTo(sum(src, h, w));
            assertThat(dst.floats().get(dst.desc().offset(0, 1, h, w))).isEqualTo(2 * centre);
          }
        }
      }
    }
  }

  private static float sum(Tensor src, int h, int w) {
    float sum = 0;
    for (int y = Math.max(0, h - 1); y <= Math.min(LARGE - 1, h + 1); y++) {
      for (int x = Math.max(0, w - 1); x <= Math.min(LARGE - 1, w + 1); x++) {
        sum += src.floats().get(y * LARGE + x);
      }
    }
    return sum;
  }

  private static Plan plan(Backend backend, Op op, Shape src) {
    List<TensorDesc> inputs = Inputs.shapes(op, src).stream().map(TensorDesc::of).toList();
    return op.planOn(backend, inputs, PlanOptions.DEFAULT);
  }
}
