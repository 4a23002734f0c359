package dev.fovea.backend.blas;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.AveragePool2d;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Op;
import dev.fovea.op.Softmax;
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
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** After the first runs, none allocates; measured by the JVM's own counter. */
class AllocationTest {
  private static final int RUNS = 200;

  static Stream<Arguments> problems() {
    Shape image = Shape.of(1, 8, 20, 20);
    return Stream.of(
        Arguments.of(Conv2d.of(8, 8, Window2d.of(3).pad(1)), image),
        Arguments.of(Conv2d.of(8, 8, Window2d.of(1)), image),
        Arguments.of(Conv2d.depthwise(8, 1, Window2d.of(3).pad(1)), image),
        Arguments.of(ConvTranspose2d.of(8, 8, Window2d.of(2).stride(2)), image),
        Arguments.of(Dense.of(3200, 10), image),
        Arguments.of(MaxPool2d.of(Window2d.of(2).stride(2)), image),
        Arguments.of(AveragePool2d.of(Window2d.of(2).stride(2)), image),
        Arguments.of(new GlobalAveragePool(), image),
        Arguments.of(Activation.relu(), image),
        Arguments.of(Activation.sigmoid(), image),
        Arguments.of(new Add(), image),
        Arguments.of(Softmax.along(1), Shape.of(4, 100)));
  }

  @ParameterizedTest
  @MethodSource("problems")
  void aRunAllocatesNothing(Op op, Shape src) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<Shape> shapes = Inputs.shapes(op, src);
    List<Tensor> owned = new ArrayList<>();
    try (Backend backend = new BlasProvider().open(BackendOptions.DEFAULT)) {
      List<TensorDesc> descs = shapes.stream().map(TensorDesc::of).toList();
      Plan plan = op.planOn(backend, descs, PlanOptions.DEFAULT);
      Map<String, Tensor> constants = new HashMap<>();
      List<Tensor> srcs = new ArrayList<>();
      for (int i = 0; i < descs.size(); i++) {
        Tensor tensor = own(descs.get(i), owned);
        if (plan.isConstant(i)) {
          constants.put(op.inputs().get(i).name(), tensor);
        } else {
          srcs.add(tensor);
        }
      }
      Tensor dst = own(plan.dsts().get(0), owned);
      Tensor scratch = own(TensorDesc.of((int) plan.scratchBytes(1) / Float.BYTES), owned);
      try (Kernel kernel = plan.build(constants)) {
        Call call = new Call(srcs, List.of(dst), scratch, Workers.single());
        run(kernel, call);
        long before = threads.getCurrentThreadAllocatedBytes();
        run(kernel, call);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        // The measurement itself allocates a little.
        assertThat(bytes / RUNS).as("bytes of a run of " + plan.describe()).isZero();
      }
    } finally {
      owned.forEach(Tensor::close);
    }
  }

  private static void run(Kernel kernel, Call call) {
    for (int i = 0; i < RUNS; i++) {
      kernel.run(call);
    }
  }

  private static Tensor own(TensorDesc desc, List<Tensor> owned) {
    Tensor tensor = Tensor.allocate(desc);
    owned.add(tensor);
    return tensor;
  }
}
