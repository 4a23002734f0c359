package dev.fovea.backend.blas;

import dev.fovea.op.Conv2d;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.spi.Call;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A 1x1 convolution with stride 1: src is the matrix of columns as it lies. */
final class Conv2dPointwiseGemm implements Candidate<Conv2d> {
  private static final int LEAST_CHANNELS = 32;
  private static final int LEAST_POSITIONS = 64;
  private static final int MOST_POSITIONS = 1024;

  @Override
  public String name() {
    return "blas:conv2d:pointwise-gemm";
  }

  @Override
  public @Nullable String declines(Conv2d op, List<TensorDesc> inputs) {
    Shape src = inputs.get(0).shape();
    Padding.Explicit pads = op.window().pads(new Size2d(src.dim(2), src.dim(3)));
    if (!op.window().kernel().equals(Size2d.ONE)) {
      return "kernel is " + op.window().kernel();
    }
    if (!op.window().strides().equals(Size2d.ONE)) {
      return "stride is " + op.window().strides();
    }
    return pads.equals(Padding.of(0)) ? null : "padding is " + pads;
  }

  @Override
  public Plan plan(Conv2d op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape dst = plan.dsts().get(0).shape();
    return plan.build(
        name(),
        Fused.errorModel(op.products(), op.epilogue()),
        operands -> new Body(op, dst, operands, engine));
  }

  private static final class Body implements KernelBody {
    private final int icg;
    private final int positions;
    private final TileGrid grid;
    private final ConvTasks tasks;
    private final Fused fused;
    private final Operands operands;
    private final Engine engine;
    private final Workers.Task<Call> task = this::run;

    Body(Conv2d op, Shape dst, Operands operands, Engine engine) {
      this.operands = operands;
      this.engine = engine;
      icg = op.inChannels() / op.groups();
      positions = dst.dim(2) * dst.dim(3);
      fused = Fused.of(op.bias(), op.epilogue());
      int ocg = op.outChannels() / op.groups();
      int wanted = ConvTasks.wanted((long) ocg * icg * positions);
      // Both factors are repacked by OpenBLAS for each task: cut along the longer side.
      int pieces = positions >= ocg ? Math.min(wanted, positions / LEAST_POSITIONS) : 1;
      grid = TileGrid.ofRow(positions, MOST_POSITIONS, pieces);
      int blocks = ConvTasks.blocks(wanted, grid.count(), ocg, LEAST_CHANNELS);
      tasks = new ConvTasks(dst.dim(0), op.groups(), ocg, grid.count(), blocks);
    }

    @Override
    public void run(Call call) {
      call.workers().run(tasks.count(), call, task);
    }

    private void run(Call call, int index, int worker) {
      Workspace workspace = engine.workspace();
      int image = tasks.image(index);
      int channel = tasks.firstChannel(index);
      int channels = tasks.channels(index);
      int at = grid.firstPosition(tasks.tile(index));
      int width = grid.positions(tasks.tile(index));
      int first = channel * positions + at;

      Tensor weights = operands.get(1, call);
      long src = Addresses.image(operands.get(0, call), image);
      long dst = Addresses.image(call.dsts().get(0), image);
      int source = tasks.group(index) * icg * positions + at;
      float keep = fused.begin(workspace, operands, call, image, first, channels, positions, width);
      engine
          .blas()
          .multiply(
              channels,
              width,
              icg,
              workspace.a.at(Addresses.image(weights, channel), weights.desc().imageStride()),
              workspace.b.at(Floats.element(src, source), positions),
              keep,
              workspace.c.at(Floats.element(dst, first), positions));
      fused.finish(workspace, operands, call, image, channel, first, channels, positions, width);
    }
  }
}
