package dev.fovea.backend.simd;

import dev.fovea.backend.simd.binding.ActivationShape;
import dev.fovea.backend.simd.binding.ConvShape;
import dev.fovea.backend.simd.binding.Natives;
import dev.fovea.op.Dense;
import dev.fovea.op.Size2d;
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

/**
 * A fully connected layer as a convolution of one row: images are its positions, features its
 * channels. Parts of the outputs are tasks; each streams its weights once for as many images as the
 * registers hold.
 */
final class DenseTaps implements KernelBody {
  /** Weights that are worth handing to another thread. */
  private static final long TASK_WEIGHTS = 1 << 16;

  private static final int MOST_TASKS = 16;

  private final Dense op;
  private final TapFormat format;
  private final TapScratch scratch;
  private final Isa isa;
  private final Operands operands;
  private final Tensor offsets;
  private final Tensor biases;
  private final long packedWeights;
  private final long packedBias;
  private final List<Tensor> sources;
  private final List<Integer> borders;
  private final List<ConvShape> shapes = new ArrayList<>();
  private final int images;
  private final Workers.Task<Call> task = this::run;

  private DenseTaps(
      Dense op, TapFormat format, TapScratch scratch, Isa isa, int images, Operands operands) {
    this.op = op;
    this.format = format;
    this.scratch = scratch;
    this.isa = isa;
    this.images = images;
    this.operands = operands;
    long[] list = new long[format.planes()];
    for (int p = 0; p < list.length; p++) {
      list[p] = (long) p * format.lanes();
    }
    offsets = Tensor.ofLongs(Shape.of(list.length), list);
    biases = Tensor.allocate(TensorDesc.of(format.biasFloats()));
    boolean constantWeights = operands.isConstant(1);
    packedWeights =
        constantWeights ? operands.packed(1, format.name(), format::packed).address() : 0;
    sources = constantWeights ? List.of() : format.sources();
    boolean constantBias = op.bias() && operands.isConstant(2);
    if (constantBias) {
      format.packBias(operands.constant(2), biases.address());
    }
    packedBias = op.bias() && !constantBias ? 0 : biases.address();
    borders = borders(op, format);
    try (ActivationShape f = Functions.shape(op.epilogue().activation())) {
      for (int part = 0; part + 1 < borders.size(); part++) {
        shapes.add(shape(borders.get(part + 1) - borders.get(part), f));
      }
    }
  }

  private ConvShape shape(int blocks, ActivationShape f) {
    int block = format.block();
    return new ConvShape()
        .rows(1)
        .columns(images)
        .taps(format.planes())
        .lanes(format.lanes())
        .ocBlocks(blocks)
        .srcRow(0)
        .srcColumn(op.inFeatures())
        .dstRow(0)
        .dstColumn(block)
        .dstBlock((long) images * block)
        .f(f);
  }

  /** Pairs of blocks, shared out evenly. */
  private static List<Integer> borders(Dense op, TapFormat format) {
    int pairs = (format.ocBlocks() + 1) / 2;
    long weights = (long) op.inFeatures() * op.outFeatures();
    int parts = (int) Math.max(1, Math.min(Math.min(MOST_TASKS, pairs), weights / TASK_WEIGHTS));
    List<Integer> borders = new ArrayList<>();
    for (int i = 0; i <= parts; i++) {
      borders.add(Math.min(format.ocBlocks(), 2 * (int) ((long) pairs * i / parts)));
    }
    return List.copyOf(borders);
  }

  static Plan plan(Dense op, List<TensorDesc> inputs, PlanOptions options, Isa isa) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    int block = isa.block();
    int images = inputs.get(0).shape().dim(0);
    int lanes = op.inFeatures() % block == 0 ? block : 1;
    TapAxis one = TapAxis.of(1, 1, 1, 0, 1, false);
    TapMap map =
        new TapMap(
            List.of(new TapMap.Window(one, one)),
            1,
            op.inFeatures(),
            op.outFeatures(),
            Size2d.ONE,
            Size2d.ONE,
            1,
            1,
            op.inFeatures());
    TapFormat format = new TapFormat(map, block, lanes);
    Set<String> variable = options.variableParameters();
    long results = (long) format.ocBlocks() * block * images;
    TapScratch scratch =
        new TapScratch(
            variable.contains("weights") ? format.weightsFloats() : 0,
            variable.contains("weights") ? op.weightsShape().elements() : 0,
            variable.contains("bias") ? format.biasFloats() : 0,
            0,
            0);
    long rows = (long) images * op.inFeatures();
    return plan.scratch(workers -> scratch.bytes(0) + (results + rows) * Float.BYTES)
        .build(
            SimdProvider.NAME + ":dense:streamed:" + isa.label(),
            new ErrorModel.Direct(op.products(), Functions.ulps(op.epilogue().activation())),
            operands -> new DenseTaps(op, format, scratch, isa, images, operands));
  }

  @Override
  public void run(Call call) {
    long memory = call.scratch().address();
    if (packedWeights == 0) {
      format.pack(operands.get(1, call), scratch.raw(memory), scratch.weights(memory), sources);
    }
    if (packedBias == 0) {
      scratch.clearBias(call.scratch());
      format.packBias(operands.get(2, call), scratch.bias(memory));
    }
    Tensor src = operands.get(0, call);
    if (!src.desc().isDense()) {
      Natives.copyRows(
          images,
          op.inFeatures(),
          src.desc().imageStride(),
          op.inFeatures(),
          src.address(),
          denseSrc(memory));
    }
    if (images > 0) {
      call.workers().run(shapes.size(), call, task);
    }
  }

  private void run(Call call, int part, int worker) {
    long memory = call.scratch().address();
    long weights = packedWeights == 0 ? scratch.weights(memory) : packedWeights;
    long bias = packedBias == 0 ? scratch.bias(memory) : packedBias;
    int block = format.block();
    int first = borders.get(part);
    long sums = results(memory, first);
    boolean adds = op.epilogue().residual();
    if (adds) {
      move(operands.get(op.bias() ? 3 : 2, call), memory, part, false);
    }
    Tensor src = operands.get(0, call);
    Natives.convRun(
        isa.code(),
        shapes.get(part),
        src.desc().isDense() ? src.address() : denseSrc(memory),
        offsets.address(),
        weights + (long) first * block * op.inFeatures() * Float.BYTES,
        bias + (long) first * block * Float.BYTES,
        adds ? sums : 0,
        sums);
    move(call.dsts().get(0), memory, part, true);
  }

  /** Moves a part's results between scratch and the rows of a tensor. */
  private void move(Tensor rows, long memory, int part, boolean out) {
    int block = format.block();
    long step = rows.desc().imageStride();
    for (int b = borders.get(part); b < borders.get(part + 1); b++) {
      int channels = Math.min(block, op.outFeatures() - b * block);
      long row = rows.address() + (long) b * block * Float.BYTES;
      long sums = results(memory, b);
      if (out) {
        Natives.copyRows(images, channels, block, step, sums, row);
      } else {
        Natives.copyRows(images, channels, step, block, row, sums);
      }
    }
  }

  private long results(long memory, int firstBlock) {
    return scratch.worker(memory, 0) + (long) firstBlock * images * format.block() * Float.BYTES;
  }

  private long denseSrc(long memory) {
    return results(memory, format.ocBlocks());
  }

  @Override
  public void close() {
    offsets.close();
    biases.close();
    sources.forEach(Tensor::close);
    shapes.forEach(ConvShape::close);
  }
}
