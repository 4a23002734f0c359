package dev.fovea.conformance;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.ArgExtremum;
import dev.fovea.op.Arithmetic;
import dev.fovea.op.AveragePool2d;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Cast;
import dev.fovea.op.ChannelShuffle;
import dev.fovea.op.Compare;
import dev.fovea.op.Concat;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.DeformConv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.DepthToSpace;
import dev.fovea.op.Expand;
import dev.fovea.op.Gather;
import dev.fovea.op.GatherElements;
import dev.fovea.op.Gemm;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalLpPool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.op.GroupNorm;
import dev.fovea.op.LayerNorm;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.op.LogSoftmax;
import dev.fovea.op.LpPool2d;
import dev.fovea.op.MatMul;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.PRelu;
import dev.fovea.op.Pad;
import dev.fovea.op.Range;
import dev.fovea.op.Reduce;
import dev.fovea.op.Reorder;
import dev.fovea.op.Reshaping;
import dev.fovea.op.Resize;
import dev.fovea.op.ShapeQuery;
import dev.fovea.op.Softmax;
import dev.fovea.op.SpaceToDepth;
import dev.fovea.op.Split;
import dev.fovea.op.StridedSlice;
import dev.fovea.op.Tile;
import dev.fovea.op.TopK;
import dev.fovea.op.Transpose;
import dev.fovea.op.Unary;
import dev.fovea.op.Where;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Wraps any backend and checks every run of every kernel: inputs unchanged, outputs complete (they
 * are poisoned before), no byte around a tensor written, scratch neither trusted nor overrun.
 *
 * <p>A violation is an AssertionError that names the plan and the tensor. Each run works on copies
 * and allocates: for tests and for finding a fault, not for production.
 */
public final class AssertingBackend implements Backend {
  /** What is checked. */
  enum Aspect {
    INPUTS,
    OUTPUTS,
    GUARDS,
    SCRATCH
  }

  private final Backend inner;
  private final Set<Aspect> aspects;
  private final int scratchFill;

  private AssertingBackend(Backend inner, Set<Aspect> aspects, int scratchFill) {
    this.inner = inner;
    this.aspects = aspects;
    this.scratchFill = scratchFill;
  }

  /** Wraps a backend and takes over its close. */
  public static AssertingBackend of(Backend backend) {
    return new AssertingBackend(backend, EnumSet.allOf(Aspect.class), Poison.PATTERN);
  }

  /** Wraps a backend and checks one thing only. */
  static AssertingBackend only(Aspect aspect, Backend backend) {
    return new AssertingBackend(
        backend, EnumSet.of(aspect), aspect == Aspect.SCRATCH ? Poison.PATTERN : 0);
  }

  /** Wraps a backend and checks scratch memory, which is filled with a pattern before each run. */
  static AssertingBackend scratch(int fill, Backend backend) {
    return new AssertingBackend(backend, EnumSet.of(Aspect.SCRATCH), fill);
  }

  /** Returns the backend inside, or the backend itself. */
  static Backend unwrap(Backend backend) {
    return backend instanceof AssertingBackend asserting ? asserting.inner : backend;
  }

  @Override
  public String name() {
    return inner.name();
  }

  private Plan asserting(Plan plan) {
    return Plan.of(plan.op(), plan.inputs(), plan.options())
        .inputs(plan.inputs())
        .dsts(plan.dsts())
        .scratch(plan::scratchBytes)
        .build(
            plan.describe(),
            plan.errorModel(),
            operands -> new AssertingKernel(plan, operands, aspects, scratchFill));
  }

  @Override
  public Plan conv2d(Conv2d op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.conv2d(op, inputs, options));
  }

  @Override
  public Plan convTranspose2d(ConvTranspose2d op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.convTranspose2d(op, inputs, options));
  }

  @Override
  public Plan maxPool2d(MaxPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.maxPool2d(op, inputs, options));
  }

  @Override
  public Plan averagePool2d(AveragePool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.averagePool2d(op, inputs, options));
  }

  @Override
  public Plan globalAveragePool(
      GlobalAveragePool op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.globalAveragePool(op, inputs, options));
  }

  @Override
  public Plan globalMaxPool(GlobalMaxPool op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.globalMaxPool(op, inputs, options));
  }

  @Override
  public Plan dense(Dense op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.dense(op, inputs, options));
  }

  @Override
  public Plan activation(Activation op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.activation(op, inputs, options));
  }

  @Override
  public Plan prelu(PRelu op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.prelu(op, inputs, options));
  }

  @Override
  public Plan softmax(Softmax op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.softmax(op, inputs, options));
  }

  @Override
  public Plan batchNorm(BatchNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.batchNorm(op, inputs, options));
  }

  @Override
  public Plan add(Add op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.add(op, inputs, options));
  }

  @Override
  public Plan unary(Unary op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.unary(op, inputs, options));
  }

  @Override
  public Plan arithmetic(Arithmetic op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.arithmetic(op, inputs, options));
  }

  @Override
  public Plan compare(Compare op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.compare(op, inputs, options));
  }

  @Override
  public Plan where(Where op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.where(op, inputs, options));
  }

  @Override
  public Plan cast(Cast op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.cast(op, inputs, options));
  }

  @Override
  public Plan concat(Concat op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.concat(op, inputs, options));
  }

  @Override
  public Plan stridedSlice(StridedSlice op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.stridedSlice(op, inputs, options));
  }

  @Override
  public Plan pad(Pad op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.pad(op, inputs, options));
  }

  @Override
  public Plan split(Split op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.split(op, inputs, options));
  }

  @Override
  public Plan transpose(Transpose op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.transpose(op, inputs, options));
  }

  @Override
  public Plan expand(Expand op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.expand(op, inputs, options));
  }

  @Override
  public Plan tile(Tile op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.tile(op, inputs, options));
  }

  @Override
  public Plan gather(Gather op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.gather(op, inputs, options));
  }

  @Override
  public Plan gatherElements(GatherElements op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.gatherElements(op, inputs, options));
  }

  @Override
  public Plan depthToSpace(DepthToSpace op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.depthToSpace(op, inputs, options));
  }

  @Override
  public Plan spaceToDepth(SpaceToDepth op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.spaceToDepth(op, inputs, options));
  }

  @Override
  public Plan channelShuffle(ChannelShuffle op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.channelShuffle(op, inputs, options));
  }

  @Override
  public Plan reorder(Reorder op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.reorder(op, inputs, options));
  }

  @Override
  public Plan shapeQuery(ShapeQuery op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.shapeQuery(op, inputs, options));
  }

  @Override
  public Plan range(Range op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.range(op, inputs, options));
  }

  @Override
  public Plan gemm(Gemm op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.gemm(op, inputs, options));
  }

  @Override
  public Plan logSoftmax(LogSoftmax op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.logSoftmax(op, inputs, options));
  }

  @Override
  public Plan groupNorm(GroupNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.groupNorm(op, inputs, options));
  }

  @Override
  public Plan layerNorm(LayerNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.layerNorm(op, inputs, options));
  }

  @Override
  public Plan localResponseNorm(
      LocalResponseNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.localResponseNorm(op, inputs, options));
  }

  @Override
  public Plan matMul(MatMul op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.matMul(op, inputs, options));
  }

  @Override
  public Plan lpPool2d(LpPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.lpPool2d(op, inputs, options));
  }

  @Override
  public Plan globalLpPool(GlobalLpPool op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.globalLpPool(op, inputs, options));
  }

  @Override
  public Plan topK(TopK op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.topK(op, inputs, options));
  }

  @Override
  public Plan reduce(Reduce op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.reduce(op, inputs, options));
  }

  @Override
  public Plan argExtremum(ArgExtremum op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.argExtremum(op, inputs, options));
  }

  @Override
  public Plan reshape(Reshaping op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.reshape(op, inputs, options));
  }

  @Override
  public Plan resize(Resize op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.resize(op, inputs, options));
  }

  @Override
  public Plan deformConv2d(DeformConv2d op, List<TensorDesc> inputs, PlanOptions options) {
    return asserting(inner.deformConv2d(op, inputs, options));
  }

  @Override
  public void close() {
    inner.close();
  }
}
