package dev.fovea.backend.simd;

import dev.fovea.backend.simd.binding.ActivationShape;
import dev.fovea.backend.simd.binding.Natives;
import dev.fovea.op.Activation;
import dev.fovea.op.Linear;
import dev.fovea.spi.Call;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolution in blocked channels, or in plain ones through a blocked map of one group.
 *
 * <p>Scratch: weights and biases that come with the run, packed; then for each worker a tile, and
 * the blocked map if dst is plain.
 */
final class TapBody implements KernelBody {
  private static final int SRC = 0;
  private static final int WEIGHTS = 1;
  private static final int BIAS = 2;

  private final Linear op;
  private final TapFormat format;
  private final TapScratch layout;
  private final boolean blockedDst;
  private final int images;
  private final List<TapRun> runs = new ArrayList<>();
  private final Operands operands;
  private final Tensor biases;
  private final long packedWeights;
  private final long packedBias;
  private final List<Tensor> sources;
  private final Workers.Task<Call> task = this::run;
  private final int tasksPerGroup;

  TapBody(
      Linear op,
      TapFormat format,
      TapScratch layout,
      boolean blockedDst,
      int images,
      Isa isa,
      List<TapChunks> cuts,
      Operands operands) {
    this.op = op;
    this.format = format;
    this.layout = layout;
    this.blockedDst = blockedDst;
    this.images = images;
    this.operands = operands;
    Activation activation = op.epilogue().activation();
    try (ActivationShape f = Functions.shape(activation)) {
      for (TapChunks cut : cuts) {
        runs.add(new TapRun(cut, isa, f));
      }
    }
    biases = Tensor.allocate(TensorDesc.of(format.biasFloats()));
    boolean constantWeights = operands.isConstant(WEIGHTS);
    packedWeights =
        constantWeights ? operands.packed(WEIGHTS, format.name(), format::packed).address() : 0;
    sources = constantWeights ? List.of() : format.sources();
    boolean constantBias = op.bias() && operands.isConstant(BIAS);
    if (constantBias) {
      format.packBias(operands.constant(BIAS), biases.address());
    }
    packedBias = op.bias() && !constantBias ? 0 : biases.address();
    tasksPerGroup = runs.stream().mapToInt(TapRun::tasks).sum();
  }

  @Override
  public void run(Call call) {
    long scratch = call.scratch().address();
    if (packedWeights == 0) {
      format.pack(
          operands.get(WEIGHTS, call), layout.raw(scratch), layout.weights(scratch), sources);
    }
    if (packedBias == 0) {
      layout.clearBias(call.scratch());
      format.packBias(operands.get(BIAS, call), layout.bias(scratch));
    }
    int groups = images * format.map().groups();
    call.workers().run(blockedDst ? groups * tasksPerGroup : groups, call, task);
  }

  private void run(Call call, int index, int worker) {
    if (blockedDst) {
      runBlocked(call, index, worker);
    } else {
      runPlain(call, index, worker);
    }
  }

  private void runBlocked(Call call, int index, int worker) {
    int unit = index / tasksPerGroup;
    int task = index % tasksPerGroup;
    int image = unit / format.map().groups();
    int group = unit % format.map().groups();
    long blockBytes = (long) format.map().dst().area() * format.block() * Float.BYTES;
    long first = (long) group * format.ocBlocks() * blockBytes;
    long dst = Addresses.image(call.dsts().get(0), image) + first;
    long residual =
        op.epilogue().residual()
            ? Addresses.image(operands.get(residualInput(), call), image) + first
            : 0;
    int window = 0;
    while (task >= runs.get(window).tasks()) {
      task -= runs.get(window).tasks();
      window++;
    }
    long tile = layout.worker(call.scratch().address(), worker);
    one(call, window, task, image, group, tile, residual, dst);
  }

  private void one(
      Call call, int window, int task, int image, int group, long tile, long residual, long dst) {
    long scratch = call.scratch().address();
    long plane = (long) format.map().src().area() * format.lanes() * Float.BYTES;
    long src =
        Addresses.image(operands.get(SRC, call), image) + (long) group * format.planes() * plane;
    long weights = packedWeights == 0 ? layout.weights(scratch) : packedWeights;
    long bias = packedBias == 0 ? layout.bias(scratch) : packedBias;
    runs.get(window)
        .run(
            task,
            src,
            tile,
            weights + format.weightsAt(group, window) * Float.BYTES,
            bias + (long) group * format.ocBlocks() * format.block() * Float.BYTES,
            residual,
            dst);
  }

  private void runPlain(Call call, int index, int worker) {
    int image = index / format.map().groups();
    int group = index % format.map().groups();
    int area = format.map().dst().area();
    long tile = layout.worker(call.scratch().address(), worker);
    long map = layout.map(call.scratch().address(), worker);
    long first = (long) group * format.map().oc() * area * Float.BYTES;
    long dst = Addresses.image(call.dsts().get(0), image) + first;
    boolean adds = op.epilogue().residual();
    if (adds) {
      long residual = Addresses.image(operands.get(residualInput(), call), image) + first;
      Natives.toBlocked(format.block(), format.map().oc(), area, residual, map);
    }
    for (int window = 0; window < runs.size(); window++) {
      for (int task = 0; task < runs.get(window).tasks(); task++) {
        one(call, window, task, image, group, tile, adds ? map : 0, map);
      }
    }
    Natives.toPlain(format.block(), format.map().oc(), area, map, dst);
  }

  private int residualInput() {
    return op.bias() ? 3 : 2;
  }

  @Override
  public void close() {
    runs.forEach(TapRun::close);
    sources.forEach(Tensor::close);
    biases.close();
  }
}
