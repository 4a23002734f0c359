package dev.fovea.backend.blas;

import dev.fovea.op.Conv2d;
import dev.fovea.spi.Call;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Any convolution: what the window reads at the positions of a tile becomes a matrix in scratch
 * memory, a chunk of its rows at a time, and dst grows by weights times chunk.
 */
final class Conv2dIm2colGemm implements Candidate<Conv2d> {

  @Override
  public String name() {
    return "blas:conv2d:im2col-gemm";
  }

  @Override
  public @Nullable String declines(Conv2d op, List<TensorDesc> inputs) {
    return null;
  }

  @Override
  public Plan plan(Conv2d op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    Shape dst = plan.dsts().get(0).shape();
    Im2colTiling tiling = Im2colTiling.of(op, src, dst, engine.settings());
    return plan.scratch(tiling::scratchBytes)
        .build(
            name(),
            Fused.errorModel(op.products(), op.epilogue()),
            operands -> new Body(op, tiling, operands, engine));
  }

  private static final class Body implements KernelBody {
    private final Geometry map;
    private final Im2colTiling tiling;
    private final ConvTasks tasks;
    private final Im2col im2col;
    private final int icg;
    private final Fused fused;
    private final Operands operands;
    private final Engine engine;
    private final Slots slots;

    Body(Conv2d op, Im2colTiling tiling, Operands operands, Engine engine) {
      this.tiling = tiling;
      this.operands = operands;
      this.engine = engine;
      map = tiling.map();
      tasks = tiling.tasks();
      im2col = new Im2col(map, tiling.grid(), op.mode() == Conv2d.Mode.CONVOLUTION);
      icg = op.inChannels() / op.groups();
      fused = Fused.of(op.bias(), op.epilogue());
      slots = tiling.slots(this::run);
    }

    @Override
    public void run(Call call) {
      slots.run(call);
    }

    private void run(Call call, int index, long scratch) {
      Workspace workspace = engine.workspace();
      int image = tasks.image(index);
      int tile = tasks.tile(index);
      int channel = tasks.firstChannel(index);
      int channels = tasks.channels(index);
      int positions = map.outputPositions();
      int width = tiling.grid().positions(tile);
      int first = channel * positions + tiling.grid().firstPosition(tile);

      Tensor weights = operands.get(1, call);
      long weight = Addresses.image(weights, channel);
      long dst = Floats.element(Addresses.image(call.dsts().get(0), image), first);
      long group =
          Floats.element(
              Addresses.image(operands.get(0, call), image),
              (long) tasks.group(index) * icg * map.inputPositions());
      float keep = fused.begin(workspace, operands, call, image, first, channels, positions, width);
      int lines = icg * map.kh();
      for (int line = 0; line < lines; line += tiling.lines()) {
        int count = Math.min(tiling.lines(), lines - line);
        im2col.fill(workspace, group, line, count, tile, scratch);
        engine
            .blas()
            .multiply(
                channels,
                width,
                count * map.kw(),
                workspace.a.at(
                    Floats.element(weight, (long) line * map.kw()), weights.desc().imageStride()),
                workspace.b.at(scratch, width),
                line == 0 ? keep : 1f,
                workspace.c.at(dst, positions));
      }
      fused.finish(workspace, operands, call, image, channel, first, channels, positions, width);
    }
  }
}
