package dev.fovea.backend.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.Arithmetic;
import dev.fovea.op.Cast;
import dev.fovea.op.Compare;
import dev.fovea.op.Op;
import dev.fovea.op.Unary;
import dev.fovea.op.Where;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Values worked out beside the code: by hand, or with Python's math module. */
class ElementwiseReferenceTest {
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  private final Backend backend = new ReferenceProvider().open(BackendOptions.DEFAULT);

  private Tensor tensor(Op op, Tensor... inputs) {
    List<TensorDesc> descs = Stream.of(inputs).map(Tensor::desc).toList();
    Plan plan = op.planOn(backend, descs, PlanOptions.DEFAULT);
    Tensor dst = Tensor.allocate(plan.dsts().get(0));
    try (Kernel kernel = plan.build(Map.of());
        Tensor scratch = Tensor.allocate(TensorDesc.of(1))) {
      kernel.run(List.of(inputs), List.of(dst), scratch, Workers.single());
    }
    return dst;
  }

  private float[] run(Op op, Tensor... inputs) {
    return tensor(op, inputs).toFloats();
  }

  @Test
  void activationsKeepTheirDigitsFarFromZero() {
    Tensor src = Tensor.of(Shape.of(5), -INF, -100, -10, 100, NAN);
    assertThat(run(Activation.softplus(), src))
        .containsExactly(0, 3.72e-44f, 4.53988992e-5f, 100, NAN);
    assertThat(run(Activation.gelu(), src)).containsExactly(-0f, -0f, -7.619853e-23f, 100, NAN);
    assertThat(run(Activation.mish(), src))
        .containsExactly(-0f, -3.72e-42f, -4.5398898e-4f, 100, NAN);
    assertThat(run(Activation.softsign(), src))
        .containsExactly(-1, -0.990099f, -0.90909094f, 0.990099f, NAN);
    assertThat(run(Activation.geluTanh(), Tensor.of(Shape.of(3), -INF, -3, NAN)))
        .containsExactly(-0f, -0.0036373921f, NAN);
    assertThat(run(Activation.selu(2, 3), src)).containsExactly(-6, -6, -5.9997277f, 300, NAN);
    assertThat(run(Activation.celu(2), src)).containsExactly(-2, -2, -1.9865241f, 100, NAN);
    assertThat(run(Activation.thresholdedRelu(-10), src)).containsExactly(0, 0, 0, 100, NAN);
    assertThat(run(Activation.shrink(10, 1), src)).containsExactly(-INF, -99, 0, 99, NAN);
  }

  private static Unary unary(Unary.Function function) {
    return new Unary(function);
  }

  @Test
  void functionsFollowTheirFormulas() {
    Tensor src = Tensor.of(Shape.of(5), -INF, -2.5f, 0.5f, 2, NAN);
    assertThat(run(unary(Unary.Function.ERF), src))
        .containsExactly(-1, -0.999593f, 0.5204999f, 0.9953223f, NAN);
    assertThat(run(unary(Unary.Function.ROUND), src)).containsExactly(-INF, -2, 0, 2, NAN);
    assertThat(run(unary(Unary.Function.CEIL), src)).containsExactly(-INF, -2, 1, 2, NAN);
    assertThat(run(unary(Unary.Function.SIGN), src)).containsExactly(-1, -1, 1, 1, NAN);
    assertThat(run(unary(Unary.Function.LOG), src))
        .containsExactly(NAN, NAN, -0.6931472f, 0.6931472f, NAN);
    assertThat(run(unary(Unary.Function.RECIPROCAL), src))
        .containsExactly(-0f, -0.4f, 2, 0.5f, NAN);
    assertThat(run(unary(Unary.Function.ATANH), src))
        .containsExactly(NAN, NAN, 0.54930615f, NAN, NAN);
    assertThat(run(unary(Unary.Function.ASINH), Tensor.of(Shape.of(3), -INF, 1e-4f, 1e30f)))
        .containsExactly(-INF, 1e-4f, 69.7707f);
    assertThat(run(unary(Unary.Function.ACOSH), Tensor.of(Shape.of(3), 0.5f, 1.5f, INF)))
        .containsExactly(NAN, 0.9624236f, INF);
    assertThat(longs(unary(Unary.Function.IS_NAN), src)).containsExactly(0, 0, 0, 0, 1);
    Tensor longs = Tensor.ofLongs(Shape.of(3), 0, -5, Long.MIN_VALUE);
    assertThat(longs(unary(Unary.Function.ABS), longs)).containsExactly(0, 5, Long.MIN_VALUE);
    assertThat(longs(unary(Unary.Function.NOT), longs)).containsExactly(1, 0, 0);
  }

  private long[] longs(Op op, Tensor... inputs) {
    return tensor(op, inputs).toLongs();
  }

  @Test
  void integersWrapAroundAndNeverTrap() {
    Tensor a = Tensor.ofLongs(Shape.of(4), Long.MAX_VALUE, Long.MIN_VALUE, -7, -7);
    Tensor b = Tensor.ofLongs(Shape.of(4), 2, -1, 0, 2);
    assertThat(longs(new Add(), a, b)).containsExactly(Long.MIN_VALUE + 1, Long.MAX_VALUE, -7, -5);
    assertThat(longs(new Arithmetic(Arithmetic.Function.MUL), a, b))
        .containsExactly(-2, Long.MIN_VALUE, 0, -14);
    assertThat(longs(new Arithmetic(Arithmetic.Function.DIV), a, b))
        .containsExactly(Long.MAX_VALUE / 2, Long.MIN_VALUE, 0, -3);
    assertThat(longs(new Arithmetic(Arithmetic.Function.MOD), a, b)).containsExactly(1, 0, -7, 1);
    assertThat(longs(new Arithmetic(Arithmetic.Function.FMOD), a, b)).containsExactly(1, 0, -7, -1);
    assertThat(longs(new Arithmetic(Arithmetic.Function.POW), a, b)).containsExactly(1, 0, 1, 49);
  }

  @Test
  void comparesAndChooses() {
    Tensor a = Tensor.of(Shape.of(3), 1, NAN, 3);
    Tensor b = Tensor.of(Shape.of(1), 1);
    assertThat(longs(new Compare(Compare.Function.EQUAL), a, b)).containsExactly(1, 0, 0);
    assertThat(longs(new Compare(Compare.Function.GREATER_OR_EQUAL), a, b))
        .containsExactly(1, 0, 1);
    Tensor truths = Tensor.ofLongs(Shape.of(2, 1), 0, 2);
    assertThat(longs(new Compare(Compare.Function.XOR), truths, Tensor.ofLongs(Shape.of(), 1)))
        .containsExactly(1, 0);
    assertThat(run(new Where(), truths, a, b)).containsExactly(1, 1, 1, 1, NAN, 3);
  }

  @Test
  void convertsNumbers() {
    Tensor src = Tensor.of(Shape.of(4), -1.9f, 2049, 65520, NAN);
    assertThat(longs(new Cast(Cast.Target.INT64), src)).containsExactly(-1, 2049, 65520, 0);
    assertThat(longs(new Cast(Cast.Target.BOOL), src)).containsExactly(1, 1, 1, 1);
    assertThat(run(new Cast(Cast.Target.FLOAT16), src))
        .containsExactly(-1.9003906f, 2048, INF, NAN);
    Tensor longs = Tensor.ofLongs(Shape.of(2), 1L << 31, (1L << 24) + 1);
    assertThat(longs(new Cast(Cast.Target.INT32), longs))
        .containsExactly(Integer.MIN_VALUE, (1L << 24) + 1);
    assertThat(run(new Cast(Cast.Target.FLOAT32), longs)).containsExactly(1L << 31, 1 << 24);
  }
}
