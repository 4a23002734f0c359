package dev.fovea.backend.simd;

import dev.fovea.backend.simd.binding.ActivationShape;
import dev.fovea.backend.simd.binding.Natives;
import dev.fovea.op.Activation;
import dev.fovea.op.BatchNorm;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.spi.portable.PortableBatchNorm;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Batch normalisation of channels in blocks: a difference and a multiply-add. */
final class BatchNormBlocks implements KernelBody {
  private static final int SCALE = 1;
  private static final int BIAS = 2;
  private static final int MEAN = 3;
  private static final int VARIANCE = 4;

  private final BatchNorm op;
  private final Operands operands;
  private final Isa isa;
  private final int block;
  private final ActivationShape f;
  private final long positions;
  private final PlaneTasks tasks;

  /** What each channel is shifted and scaled by; null if that comes with the run. */
  private final @Nullable Tensor factors;

  private final Workers.Task<Call> task = this::run;

  private BatchNormBlocks(BatchNorm op, Shape shape, Isa isa, Operands operands) {
    this.op = op;
    this.operands = operands;
    this.isa = isa;
    this.block = isa.block();
    this.f = Functions.shape(Activation.identity());
    this.positions = shape.elements(2, 4);
    this.tasks = new PlaneTasks(shape.dim(0), planes(op, block), positions * block);
    boolean known = true;
    for (int i = SCALE; i <= VARIANCE; i++) {
      known &= operands.isConstant(i);
    }
    factors = known ? Tensor.allocate(TensorDesc.of(factorFloats(op, block))) : null;
    if (factors != null) {
      fill(
          factors.sharedFloats(),
          operands.constant(SCALE),
          operands.constant(BIAS),
          operands.constant(MEAN),
          operands.constant(VARIANCE));
    }
  }

  static Plan plan(BatchNorm op, List<TensorDesc> inputs, PlanOptions options, Isa isa) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    TensorDesc src = inputs.get(0);
    Layout blocked = isa.layout();
    if (!src.layout().equals(blocked)) {
      return PortableBatchNorm.plan(op, inputs, options);
    }
    List<TensorDesc> asked = new ArrayList<>(List.of(src));
    inputs.subList(SCALE, inputs.size()).forEach(p -> asked.add(TapPlan.relaid(p, Layout.PLAIN)));
    long scratch =
        options.variableParameters().isEmpty()
            ? 0
            : (long) factorFloats(op, isa.block()) * Float.BYTES;
    return plan.inputs(asked)
        .dsts(List.of(TapPlan.relaid(plan.dsts().get(0), blocked)))
        .scratch(workers -> scratch)
        .build(
            SimdProvider.NAME + ":batch_norm:blocked:" + isa.label(),
            new ErrorModel.BatchNormalised(1),
            operands -> new BatchNormBlocks(op, src.shape(), isa, operands));
  }

  private static int planes(BatchNorm op, int block) {
    return (op.channels() - 1) / block + 1;
  }

  /** Returns the floats of three blocks for every block of channels. */
  private static int factorFloats(BatchNorm op, int block) {
    return Math.multiplyExact(planes(op, block), 3 * block);
  }

  /** Lanes without a channel get zeroes, and so stay zero. */
  private void fill(FloatBuffer to, Tensor scale, Tensor bias, Tensor mean, Tensor variance) {
    int floats = factorFloats(op, block);
    for (int i = 0; i < floats; i++) {
      to.put(i, 0f);
    }
    for (int c = 0; c < op.channels(); c++) {
      int at = c / block * 3 * block + c % block;
      double deviation = Math.sqrt((double) value(variance, c) + op.epsilon());
      to.put(at, value(mean, c));
      to.put(at + block, (float) (value(scale, c) / deviation));
      to.put(at + 2 * block, value(bias, c));
    }
  }

  private static float value(Tensor parameter, int c) {
    return parameter.sharedFloats().get(parameter.desc().position(c));
  }

  @Override
  public void run(Call call) {
    if (factors == null) {
      fill(
          call.scratch().sharedFloats(),
          operands.get(SCALE, call),
          operands.get(BIAS, call),
          operands.get(MEAN, call),
          operands.get(VARIANCE, call));
    }
    call.workers().run(tasks.count(), call, task);
  }

  private void run(Call call, int index, int worker) {
    int image = tasks.image(index);
    long first = (long) tasks.first(index) * block * Float.BYTES;
    long known = factors == null ? call.scratch().address() : factors.address();
    Natives.batchNorm(
        isa.code(),
        f,
        tasks.end(index) - tasks.first(index),
        positions,
        Addresses.image(operands.get(0, call), image) + first * positions,
        known + 3 * first,
        Addresses.image(call.dsts().get(0), image) + first * positions);
  }

  @Override
  public void close() {
    f.close();
    if (factors != null) {
      factors.close();
    }
  }
}
