package dev.fovea.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Op;
import dev.fovea.op.Window2d;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.WeightStore;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Packed weights are shared by those who need the same, and by nobody else. */
class SharedWeightsTest {
  private static final Window2d POINT = Window2d.of(1);
  private static final Shape WEIGHTS = Shape.of(2, 2, 1, 1);

  @Test
  void aTransposedConvolutionReadsThemTheOtherWayRound() {
    WeightStore store = new WeightStore();
    Op one = Conv2d.of(2, 2, POINT).bias(false);
    Op other = ConvTranspose2d.of(2, 2, POINT).bias(false);
    try (Backend backend = IsaConformance.open(Isa.BASELINE);
        Tensor weights = Tensor.of(WEIGHTS, 1, 2, 3, 4);
        Kernel conv = build(backend, one, map(1), weights, store);
        Kernel transposed = build(backend, other, map(1), weights, store)) {
      assertThat(run(conv, 10, 1)).containsExactly(12, 34);
      assertThat(run(transposed, 10, 1)).containsExactly(13, 24);
    }
  }

  /** One input channel a group, or one output channel: both step from weight to weight. */
  @Test
  void soItDoesInGroups() {
    WeightStore store = new WeightStore();
    Op one = Conv2d.of(2, 4, POINT).groups(2).bias(false);
    Op other = ConvTranspose2d.of(4, 2, POINT).groups(2).bias(false);
    try (Backend backend = IsaConformance.open(Isa.BASELINE);
        Tensor weights = Tensor.of(Shape.of(4, 1, 1, 1), 1, 2, 3, 4);
        Kernel conv = build(backend, one, TensorDesc.of(1, 2, 1, 1), weights, store);
        Kernel transposed = build(backend, other, TensorDesc.of(1, 4, 1, 1), weights, store)) {
      assertThat(run(conv, 10, 1)).containsExactly(10, 20, 3, 4);
      assertThat(run(transposed, 1000, 100, 10, 1)).containsExactly(1200, 34);
    }
  }

  @Test
  void mapsOfAnySizeShareThem() {
    WeightStore store = new WeightStore();
    Conv2d op = Conv2d.of(2, 2, POINT).bias(false);
    try (Backend backend = IsaConformance.open(Isa.BASELINE);
        Tensor weights = Tensor.of(WEIGHTS, 1, 2, 3, 4);
        Kernel small = build(backend, op, map(1), weights, store)) {
      long bytes = store.bytes();
      try (Kernel large = build(backend, op, map(7), weights, store)) {
        assertThat(store.bytes()).isEqualTo(bytes).isPositive();
        assertThat(large.plan().describe()).isEqualTo(small.plan().describe());
      }
    }
  }

  private static TensorDesc map(int side) {
    return TensorDesc.of(1, 2, side, side);
  }

  private static Kernel build(
      Backend backend, Op op, TensorDesc src, Tensor weights, WeightStore store) {
    Plan plan = op.planOn(backend, List.of(src, weights.desc()), PlanOptions.DEFAULT);
    return plan.build(Map.of("weights", weights), store);
  }

  private static float[] run(Kernel kernel, float... values) {
    try (Tensor src = Tensor.allocate(kernel.plan().srcs().get(0)).copyFrom(values);
        Tensor dst = Tensor.allocate(kernel.plan().dsts().get(0));
        Tensor scratch =
            Tensor.allocate(TensorDesc.of((int) kernel.plan().scratchBytes(1) / Float.BYTES))) {
      kernel.run(List.of(src), List.of(dst), scratch, Workers.single());
      return dst.toFloats();
    }
  }
}
