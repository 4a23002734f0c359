package dev.fovea.backend.blas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Activation;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Epilogue;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.Op;
import dev.fovea.op.Softmax;
import dev.fovea.op.Window2d;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.WorkerPool;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One descriptor, the same bits: OpenBLAS must not see where a matrix lies or who asks. */
class BitsTest {

  static Stream<Arguments> problems() {
    Epilogue relu = Epilogue.of(Activation.relu()).withResidual();
    return Stream.of(
        Arguments.of(Conv2d.of(37, 65, Window2d.of(3).pad(1)).epilogue(relu), shape(37, 27, 31)),
        Arguments.of(Conv2d.of(3, 24, Window2d.of(3).stride(2)), shape(3, 67, 71)),
        Arguments.of(Conv2d.of(129, 77, Window2d.of(1)), shape(129, 19, 23)),
        Arguments.of(Conv2d.depthwise(29, 1, Window2d.of(3).pad(1)), shape(29, 33, 35)),
        Arguments.of(
            ConvTranspose2d.of(33, 17, Window2d.of(4).stride(2).pad(1)), shape(33, 13, 17)),
        Arguments.of(Dense.of(1013, 301), Shape.of(1, 1013)),
        Arguments.of(Dense.of(513, 301), Shape.of(7, 513)),
        Arguments.of(new GlobalAveragePool(), shape(19, 29, 31)),
        Arguments.of(Softmax.along(1), Shape.of(3, 1001)));
  }

  private static Shape shape(int channels, int height, int width) {
    return Shape.of(2, channels, height, width);
  }

  @ParameterizedTest
  @MethodSource("problems")
  void dependOnNeitherThreadsNorAlignment(Op op, Shape src) {
    try (Backend backend = new BlasProvider().open(BackendOptions.DEFAULT)) {
      int[] expected = bits(backend, op, src, Workers.single(), 0);
      for (int threads = 1; threads <= 4; threads++) {
        try (WorkerPool pool = new WorkerPool(threads)) {
          assertThat(Arrays.mismatch(bits(backend, op, src, pool, 0), expected)).isEqualTo(-1);
        }
      }
      for (int offset = 1; offset < 16; offset += 2) {
        int[] actual = bits(backend, op, src, Workers.single(), offset);
        assertThat(Arrays.mismatch(actual, expected)).as("offset " + offset).isEqualTo(-1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("problems")
  void dependOnNoGenerousSetting(Op op, Shape src) {
    Map<String, String> most = Map.of(BlasSettings.SCRATCH, String.valueOf(1 << 30));
    try (Backend usual = new BlasProvider().open(BackendOptions.DEFAULT);
        Backend generous = new BlasProvider().open(new BackendOptions(most))) {
      int[] expected = bits(usual, op, src, Workers.single(), 0);
      int[] actual = bits(generous, op, src, Workers.single(), 0);
      assertThat(Arrays.mismatch(actual, expected)).isEqualTo(-1);
    }
  }

  /** Runs on tensors that begin {@code offset} floats behind a multiple of 64 bytes. */
  private static int[] bits(Backend backend, Op op, Shape src, Workers workers, int offset) {
    List<Tensor> owned = new ArrayList<>();
    List<Shape> shapes = Inputs.shapes(op, src);
    Plan plan =
        op.planOn(backend, shapes.stream().map(TensorDesc::of).toList(), PlanOptions.DEFAULT);
    Map<String, Tensor> constants = new HashMap<>();
    List<Tensor> srcs = new ArrayList<>();
    Random random = new Random(7);
    for (int i = 0; i < shapes.size(); i++) {
      Tensor tensor = place(TensorDesc.of(shapes.get(i)), offset, owned);
      float[] values = new float[(int) shapes.get(i).elements()];
      for (int v = 0; v < values.length; v++) {
        values[v] = (float) random.nextGaussian();
      }
      tensor.copyFrom(values);
      if (plan.isConstant(i)) {
        constants.put(op.inputs().get(i).name(), tensor);
      } else {
        srcs.add(tensor);
      }
    }
    Tensor dst = place(plan.dsts().get(0), offset, owned);
    int floats = (int) plan.scratchBytes(workers.count()) / Float.BYTES;
    Tensor scratch = place(TensorDesc.of(floats), 0, owned);
    try (Kernel kernel = plan.build(constants)) {
      kernel.run(srcs, List.of(dst), scratch, workers);
      float[] values = dst.toFloats();
      int[] bits = new int[values.length];
      for (int i = 0; i < bits.length; i++) {
        bits[i] = Float.floatToRawIntBits(values[i]);
      }
      return bits;
    } finally {
      owned.forEach(Tensor::close);
    }
  }

  private static Tensor place(TensorDesc desc, int offset, List<Tensor> owned) {
    Tensor room = Tensor.allocate(TensorDesc.of((int) desc.span() + offset));
    Tensor tensor = room.view(desc, (long) offset * Float.BYTES);
    owned.add(room);
    owned.add(tensor);
    return tensor;
  }
}
