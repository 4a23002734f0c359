package dev.fovea.backend.simd;

import dev.fovea.backend.simd.binding.ActivationShape;
import dev.fovea.backend.simd.binding.Natives;
import dev.fovea.op.Conv2d;
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

/** Each channel by itself: blocks of them side by side in a vector. */
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
    TapMap.Window window = map.windows().get(0);
    long tile = WindowMap.tileFloats(window.rows(), window.columns(), map.src(), isa.block());
    TapScratch scratch =
        new TapScratch(
            variable.contains("weights") ? weights.floats() : 0,
            variable.contains("weights") ? op.weightsShape().elements() : 0,
            variable.contains("bias") ? weights.biasFloats() : 0,
            tile,
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
            operands -> new Body(op, map, dst.shape(), weights, scratch, isa, operands));
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
    private final WindowMap map;
    private final Tensor sources;
    private final Tensor biases;
    private final long packedWeights;
    private final long packedBias;
    private final PlaneTasks tasks;
    private final int lanesKept;
    private final long area;
    private final Workers.Task<Call> task = this::run;

    Body(
        Conv2d op,
        TapMap taps,
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
      TapMap.Window window = taps.windows().get(0);
      try (ActivationShape f = Functions.shape(op.epilogue().activation())) {
        map = new WindowMap(window.rows(), window.columns(), taps.src(), isa.block(), f, 0);
      }
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
      area = (long) dst.dim(2) * dst.dim(3);
      tasks = new PlaneTasks(dst.dim(0), weights.planes(), area * isa.block());
      boolean keepsZero = Functions.keepsZero(op.epilogue().activation());
      lanesKept = keepsZero ? 0 : op.outChannels() % isa.block();
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
      long src = Addresses.image(operands.get(0, call), image);
      long dst = Addresses.image(call.dsts().get(0), image);
      long residual =
          op.epilogue().residual()
              ? Addresses.image(operands.get(op.bias() ? 3 : 2, call), image)
              : 0;
      long w = packedWeights == 0 ? scratch.weights(memory) : packedWeights;
      long b = packedBias == 0 ? scratch.bias(memory) : packedBias;
      long tile = scratch.worker(memory, worker);
      for (int plane = tasks.first(index); plane < tasks.end(index); plane++) {
        long from = src + plane * map.srcPlaneBytes();
        for (int chunk = 0; chunk < map.chunks(); chunk++) {
          long to = plane * map.dstPlaneBytes() + map.firstRow(chunk) * map.dstRowBytes();
          Natives.depthwiseRun(
              isa.code(),
              map.window(chunk),
              map.source(chunk, from, tile),
              map.offsets(),
              w + plane * weights.planeBytes(),
              b + (long) plane * isa.block() * Float.BYTES,
              residual == 0 ? 0 : residual + to,
              dst + to);
        }
        if (lanesKept > 0 && plane == weights.planes() - 1) {
          long at = dst + plane * map.dstPlaneBytes();
          Natives.zeroLanes(isa.block(), lanesKept, 1, area, 0, isa.block(), at);
        }
      }
    }

    @Override
    public void close() {
      map.close();
      sources.close();
      biases.close();
    }
  }
}
