package dev.fovea.backend.simd;

import dev.fovea.backend.simd.binding.ActivationShape;
import dev.fovea.backend.simd.binding.DepthwiseShape;
import dev.fovea.backend.simd.binding.Natives;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Each channel by itself: blocks of them side by side in a vector, read straight from the map. */
final class Conv2dDepthwise implements Candidate<Conv2d> {

  @Override
  public @Nullable String declines(Conv2d op, Isa isa) {
    return op.groups() == op.inChannels() && op.groups() == op.outChannels()
        ? null
        : "not one channel in, one channel out";
  }

  @Override
  public Plan plan(Conv2d op, List<TensorDesc> inputs, PlanOptions options, Isa isa) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    TensorDesc dst = plan.dsts().get(0);
    TapMap map = TapMap.of(op, inputs.get(0).shape(), dst.shape());
    // As a map of one channel with all channels as lanes of its kernel.
    DepthwiseWeights weights = DepthwiseWeights.of(map, isa.block());
    Set<String> variable = options.variableParameters();
    TapScratch scratch =
        new TapScratch(
            variable.contains("weights") ? weights.floats() : 0,
            variable.contains("weights") ? op.weightsShape().elements() : 0,
            variable.contains("bias") ? weights.biasFloats() : 0,
            0,
            0);
    List<TensorDesc> asked = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      boolean image = i == 0 || op.inputs().get(i).name().equals("residual");
      asked.add(image ? TapPlan.relaid(inputs.get(i), isa.layout()) : inputs.get(i).plain());
    }
    return plan.inputs(asked)
        .dsts(List.of(TapPlan.relaid(dst, isa.layout())))
        .scratch(scratch::bytes)
        .build(
            SimdProvider.NAME + ":conv2d:depthwise:" + isa.label(),
            new ErrorModel.Direct(op.products(), Functions.ulps(op.epilogue().activation())),
            operands ->
                new Body(op, inputs.get(0).shape(), dst.shape(), weights, scratch, isa, operands));
  }

  @Override
  public String toString() {
    return "depthwise";
  }

  private static final class Body implements KernelBody {
    private final Conv2d op;
    private final DepthwiseWeights weights;
    private final TapScratch scratch;
    private final Isa isa;
    private final Operands operands;
    private final DepthwiseShape shape;
    private final Tensor sources;
    private final Tensor biases;
    private final long packedWeights;
    private final long packedBias;
    private final PlaneRowTasks tasks;
    private final int lanesKept;
    private final long srcPlane;
    private final long dstRow;
    private final long dstPlane;
    private final Workers.Task<Call> task = this::run;

    Body(
        Conv2d op,
        Shape src,
        Shape dst,
        DepthwiseWeights weights,
        TapScratch scratch,
        Isa isa,
        Operands operands) {
      this.op = op;
      this.weights = weights;
      this.scratch = scratch;
      this.isa = isa;
      this.operands = operands;
      shape = shape(op, src, dst);
      sources = weights.sources();
      biases = Tensor.allocate(TensorDesc.of(weights.biasFloats()));
      packedWeights =
          operands.isConstant(1)
              ? operands.packed(1, weights.name(), weights::packed).address()
              : 0;
      boolean constantBias = op.bias() && operands.isConstant(2);
      if (constantBias) {
        weights.packBias(operands.constant(2), biases.address());
      }
      packedBias = op.bias() && !constantBias ? 0 : biases.address();
      srcPlane = (long) src.dim(2) * src.dim(3) * isa.block() * Float.BYTES;
      dstRow = (long) dst.dim(3) * isa.block() * Float.BYTES;
      dstPlane = dst.dim(2) * dstRow;
      tasks =
          new PlaneRowTasks(
              dst.dim(0), weights.planes(), dst.dim(2), (long) dst.dim(3) * isa.block());
      boolean keepsZero = Functions.keepsZero(op.epilogue().activation());
      lanesKept = keepsZero ? 0 : op.outChannels() % isa.block();
    }

    private static DepthwiseShape shape(Conv2d op, Shape src, Shape dst) {
      Window2d window = op.window();
      Padding.Explicit pads = window.pads(new Size2d(src.dim(2), src.dim(3)));
      try (ActivationShape f = Functions.shape(op.epilogue().activation())) {
        return new DepthwiseShape()
            .srcRows(src.dim(2))
            .srcColumns(src.dim(3))
            .dstRows(dst.dim(2))
            .dstColumns(dst.dim(3))
            .kernelRows(window.kernel().h())
            .kernelColumns(window.kernel().w())
            .rowStride(window.strides().h())
            .columnStride(window.strides().w())
            .rowDilation(window.dilations().h())
            .columnDilation(window.dilations().w())
            .top(pads.top())
            .left(pads.left())
            .f(f);
      }
    }

    @Override
    public void run(Call call) {
      long memory = call.scratch().address();
      if (packedWeights == 0) {
        weights.pack(operands.get(1, call), scratch.raw(memory), scratch.weights(memory), sources);
      }
      if (packedBias == 0) {
        scratch.clearBias(call.scratch());
        weights.packBias(operands.get(2, call), scratch.bias(memory));
      }
      call.workers().run(tasks.count(), call, task);
    }

    private void run(Call call, int index, int worker) {
      long memory = call.scratch().address();
      int image = tasks.image(index);
      int plane = tasks.firstPlane(index);
      int row = tasks.firstRow(index);
      int planes = tasks.endPlane(index) - plane;
      int rows = tasks.endRow(index) - row;
      long w = packedWeights == 0 ? scratch.weights(memory) : packedWeights;
      long b = packedBias == 0 ? scratch.bias(memory) : packedBias;
      long to = plane * dstPlane;
      long dst = Addresses.image(call.dsts().get(0), image) + to;
      Natives.depthwiseRun(
          isa.code(),
          shape,
          planes,
          row,
          rows,
          Addresses.image(operands.get(0, call), image) + plane * srcPlane,
          w + plane * weights.planeBytes(),
          b + (long) plane * isa.block() * Float.BYTES,
          op.epilogue().residual()
              ? Addresses.image(operands.get(op.bias() ? 3 : 2, call), image) + to
              : 0,
          dst);
      if (lanesKept > 0 && plane + planes == weights.planes()) {
        long last = dst + (planes - 1) * dstPlane + row * dstRow;
        long positions = rows * dstRow / Float.BYTES / isa.block();
        Natives.zeroLanes(isa.block(), lanesKept, 1, positions, 0, isa.block(), last);
      }
    }

    @Override
    public void close() {
      shape.close();
      sources.close();
      biases.close();
    }
  }
}
