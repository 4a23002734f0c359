package dev.fovea.backend.blas;

import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Size2d;
import dev.fovea.spi.Call;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Any transposed convolution, tile by tile of the output: weights' times the inputs that reach the
 * tile gives what every input position sends to every tap, and that is added where it falls
 * (col2im).
 */
final class ConvTranspose2dGemm implements Candidate<ConvTranspose2d> {

  @Override
  public String name() {
    return "blas:conv_transpose2d:gemm-col2im";
  }

  @Override
  public @Nullable String declines(ConvTranspose2d op, List<TensorDesc> inputs) {
    return null;
  }

  @Override
  public Plan plan(
      ConvTranspose2d op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    Col2imTiling tiling = Col2imTiling.of(op, src, plan.dsts().get(0).shape(), engine.settings());
    return plan.scratch(tiling::scratchBytes)
        .build(
            name(),
            Fused.errorModel(op.products(), op.epilogue()),
            operands -> new Body(op, tiling, operands, engine));
  }

  static Geometry geometry(ConvTranspose2d op, Shape src, Shape dst) {
    return Geometry.of(op.window(), op.pads(new Size2d(src.dim(2), src.dim(3))), src, dst);
  }

  private static final class Body implements KernelBody {
    private final Geometry map;
    private final Col2imTiling tiling;
    private final ConvTasks tasks;
    private final TileGrid grid;
    private final Col2im col2im;
    private final int icg;
    private final int ocg;
    private final Fused fused;
    private final Operands operands;
    private final Engine engine;
    private final Slots slots;

    Body(ConvTranspose2d op, Col2imTiling tiling, Operands operands, Engine engine) {
      this.tiling = tiling;
      this.operands = operands;
      this.engine = engine;
      map = tiling.map();
      tasks = tiling.tasks();
      grid = tiling.grid();
      col2im = new Col2im(tiling);
      icg = op.inChannels() / op.groups();
      ocg = op.outChannels() / op.groups();
      fused = Fused.of(op.bias(), op.epilogue());
      slots = tiling.slots(this::run);
    }

    @Override
    public void run(Call call) {
      slots.run(call);
    }

    private void run(Call call, int index, long scratch) {
      Workspace workspace = engine.workspace();
      int tile = tasks.tile(index);
      int channels = tasks.channels(index);
      int width = grid.positions(tile);
      float[] biases = fused.biases(workspace, operands, call, tasks.firstChannel(index), channels);
      float[] sums = workspace.array(Workspace.SUMS, channels * width);
      for (int c = 0; c < channels; c++) {
        Arrays.fill(sums, c * width, (c + 1) * width, biases[c]);
      }
      int end = tiling.firstColumn(tile) < tiling.endColumn(tile) ? tiling.endRow(tile) : 0;
      for (int ih = tiling.firstRow(tile); ih < end; ih += tiling.rows()) {
        for (int kh = 0; kh < map.kh(); kh += tiling.tapRows()) {
          multiply(workspace, call, index, ih, kh, scratch);
          col2im.add(workspace, scratch, ih, kh, channels, tile, sums);
        }
      }
      finish(workspace, call, index, sums);
    }

    /** scratch [channels taps, positions] = weights' [channels taps, icg] src [icg, positions]. */
    private void multiply(Workspace workspace, Call call, int index, int ih, int kh, long scratch) {
      int tile = tasks.tile(index);
      int group = tasks.group(index);
      int positions = tiling.rows(tile, ih) * tiling.columns(tile);
      Tensor weights = operands.get(1, call);
      long firstTap = (long) (tasks.firstChannel(index) - group * ocg) * map.taps();
      firstTap += (long) kh * map.kw();
      long weight = Floats.element(Addresses.image(weights, group * icg), firstTap);
      long channel = (long) group * icg * map.inputPositions();
      long position = (long) ih * map.iw() + tiling.firstColumn(tile);
      long image = Addresses.image(operands.get(0, call), tasks.image(index));
      engine
          .blas()
          .multiply(
              tasks.channels(index) * tiling.tapRows(kh) * map.kw(),
              positions,
              icg,
              workspace.a.transposeAt(weight, weights.desc().imageStride()),
              workspace.b.at(Floats.element(image, channel + position), map.inputPositions()),
              0f,
              workspace.c.at(scratch, positions));
    }

    private void finish(Workspace workspace, Call call, int index, float[] sums) {
      int image = tasks.image(index);
      int width = grid.positions(tasks.tile(index));
      long dst = Addresses.image(call.dsts().get(0), image);
      float[] values = workspace.array(Workspace.OUT, width);
      for (int c = 0; c < tasks.channels(index); c++) {
        long first =
            (long) (tasks.firstChannel(index) + c) * map.outputPositions()
                + grid.firstPosition(tasks.tile(index));
        System.arraycopy(sums, c * width, values, 0, width);
        fused.addResidual(workspace, operands, call, image, first, values, 0, width);
        if (!fused.activation().isIdentity()) {
          Loops.activate(workspace, fused.activation(), values, 0, width);
        }
        workspace.memory.store(values, 0, width, Floats.element(dst, first));
      }
    }
  }
}
