package dev.fovea.backend.simd;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.Arithmetic;
import dev.fovea.op.AveragePool2d;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Concat;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Reorder;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** SIMD kernels in blocked channels. */
final class SimdBackend implements Backend {
  private static final List<Candidate<Conv2d>> CONV2D =
      List.of(new Conv2dDepthwise(), Conv2dTaps.FROM_PLAIN, Conv2dTaps.BLOCKED, Conv2dTaps.PLAIN);

  private final Isa isa;

  SimdBackend(Isa isa) {
    this.isa = isa;
  }

  @Override
  public String name() {
    return SimdProvider.NAME;
  }

  @Override
  public Plan conv2d(Conv2d op, List<TensorDesc> inputs, PlanOptions options) {
    return WindowLimit.plan(
        op, op.window(), inputs, options, () -> Candidate.plan(CONV2D, op, inputs, options, isa));
  }

  @Override
  public Plan convTranspose2d(ConvTranspose2d op, List<TensorDesc> inputs, PlanOptions options) {
    return WindowLimit.plan(
        op, op.window(), inputs, options, () -> ConvTranspose2dTaps.plan(op, inputs, options, isa));
  }

  @Override
  public Plan maxPool2d(MaxPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return WindowLimit.plan(
        op, op.window(), inputs, options, () -> WindowPools.max(op, inputs, options, isa));
  }

  @Override
  public Plan averagePool2d(AveragePool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return WindowLimit.plan(
        op, op.window(), inputs, options, () -> WindowPools.average(op, inputs, options, isa));
  }

  @Override
  public Plan globalAveragePool(
      GlobalAveragePool op, List<TensorDesc> inputs, PlanOptions options) {
    return GlobalPools.average(op, inputs, options, isa);
  }

  @Override
  public Plan globalMaxPool(GlobalMaxPool op, List<TensorDesc> inputs, PlanOptions options) {
    return GlobalPools.max(op, inputs, options, isa);
  }

  @Override
  public Plan dense(Dense op, List<TensorDesc> inputs, PlanOptions options) {
    return DenseTaps.plan(op, inputs, options, isa);
  }

  @Override
  public Plan activation(Activation op, List<TensorDesc> inputs, PlanOptions options) {
    return Elementwise.activation(op, inputs, options, isa);
  }

  @Override
  public Plan add(Add op, List<TensorDesc> inputs, PlanOptions options) {
    return Elementwise.add(op, inputs, options, isa);
  }

  @Override
  public Plan batchNorm(BatchNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return BatchNormBlocks.plan(op, inputs, options, isa);
  }

  @Override
  public Plan concat(Concat op, List<TensorDesc> inputs, PlanOptions options) {
    return ConcatBlocks.plan(op, inputs, options, isa);
  }

  @Override
  public Plan arithmetic(Arithmetic op, List<TensorDesc> inputs, PlanOptions options) {
    return ChannelGate.plan(op, inputs, options, isa);
  }

  @Override
  public Plan reorder(Reorder op, List<TensorDesc> inputs, PlanOptions options) {
    return Reorders.plan(op, inputs, options, isa);
  }

  @Override
  public void close() {}
}
