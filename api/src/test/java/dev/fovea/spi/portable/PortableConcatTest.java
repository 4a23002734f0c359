package dev.fovea.spi.portable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Concat;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PortableConcatTest {

  private static void run(Concat op, Tensor dst, Tensor... srcs) {
    List<TensorDesc> descs = Stream.of(srcs).map(Tensor::desc).toList();
    Plan plan = PortableConcat.plan(op, descs, PlanOptions.DEFAULT);
    try (Kernel kernel = plan.build(Map.of());
        Tensor scratch = Tensor.allocate(TensorDesc.of(1))) {
      kernel.run(List.of(srcs), List.of(dst), scratch, Workers.single());
    }
  }

  @Test
  void everyAxis() {
    try (Tensor a = Tensor.of(Shape.of(2, 1, 2), 1, 2, 3, 4);
        Tensor b = Tensor.of(Shape.of(2, 1, 2), 5, 6, 7, 8)) {
      float[][] expected = {{1, 2, 3, 4, 5, 6, 7, 8}, {1, 2, 5, 6, 3, 4, 7, 8}};
      for (int axis = 0; axis < 3; axis++) {
        Shape shape = Shape.of(2, 1, 2).with(axis, axis == 1 ? 2 : 4);
        try (Tensor dst = Tensor.allocate(TensorDesc.of(shape))) {
          run(new Concat(axis, 2), dst, a, b);
          assertThat(dst.toFloats()).as("axis %d", axis).isEqualTo(expected[axis == 0 ? 0 : 1]);
        }
      }
    }
  }

  @Test
  void slicesAreReadAndWrittenInPlace() {
    try (Tensor whole = Tensor.of(Shape.of(2, 3, 1), 1, 2, 3, 4, 5, 6);
        Tensor part = whole.channelSlice(1, 1);
        Tensor both = Tensor.allocate(TensorDesc.of(2, 4, 1));
        Tensor dst = both.channelSlice(1, 2)) {
      run(new Concat(1, 2), dst, part, part);
      assertThat(both.toFloats()).containsExactly(0, 2, 2, 0, 0, 5, 5, 0);
    }
  }

  @Test
  void longsAndEmptyParts() {
    try (Tensor a = Tensor.ofLongs(Shape.of(2), 1, -2);
        Tensor none = Tensor.ofLongs(Shape.of(0));
        Tensor b = Tensor.ofLongs(Shape.of(1), Long.MAX_VALUE);
        Tensor dst = Tensor.allocate(TensorDesc.of(DType.INT64, Shape.of(3)))) {
      run(new Concat(0, 3), dst, a, none, b);
      assertThat(dst.toLongs()).containsExactly(1, -2, Long.MAX_VALUE);
    }
  }
}
