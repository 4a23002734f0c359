package dev.fovea.backend.blas;

import dev.fovea.op.Conv2d;
import dev.fovea.spi.Call;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups of one input channel: too thin for a matrix product. Each tile is copied to the heap with
 * its padding, and the taps run over it.
 */
final class Conv2dDepthwise implements Candidate<Conv2d> {
  /** From here on a matrix product is worth its packing. */
  private static final int MOST_MULTIPLIER = 4;

  private static final int MOST_POSITIONS = 2048;

  @Override
  public String name() {
    return "blas:conv2d:depthwise";
  }

  @Override
  public @Nullable String declines(Conv2d op, List<TensorDesc> inputs) {
    if (op.groups() != op.inChannels()) {
      return op.inChannels() / op.groups() + " input channels in a group";
    }
    int multiplier = op.outChannels() / op.groups();
    return multiplier > MOST_MULTIPLIER ? "multiplier is " + multiplier : null;
  }

  @Override
  public Plan plan(Conv2d op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape dst = plan.dsts().get(0).shape();
    Geometry map = Geometry.of(op.window(), inputs.get(0).shape(), dst);
    return plan.build(
        name(),
        Fused.errorModel(op.products(), op.epilogue()),
        operands -> new Body(op, map, dst.dim(0), operands, engine));
  }

  private static final class Body implements KernelBody {
    private final Geometry map;
    private final TileGrid grid;
    private final Portions tasks;
    private final PaddedTile padded;
    private final DepthwiseLoops loops;
    private final int multiplier;

    /** Channels of a small map that are fetched and stored together. */
    private final int batchChannels;

    private final Fused fused;
    private final Operands operands;
    private final Engine engine;
    private final Workers.Task<Call> task = this::run;

    Body(Conv2d op, Geometry map, int images, Operands operands, Engine engine) {
      this.map = map;
      this.operands = operands;
      this.engine = engine;
      grid = TileGrid.of(map.oh(), map.ow(), MOST_POSITIONS, 1);
      padded = new PaddedTile(map, grid);
      loops = new DepthwiseLoops(map, op.mode() == Conv2d.Mode.CONVOLUTION);
      multiplier = op.outChannels() / op.groups();
      int most =
          Math.min(
              MOST_POSITIONS / Math.max(1, map.outputPositions() * multiplier),
              ChannelRows.MOST_FLOATS / Math.max(1, map.inputPositions()));
      batchChannels = grid.count() == 1 ? Math.max(1, most) : 1;
      fused = Fused.of(op.bias(), op.epilogue());
      long operations = (long) grid.largest() * map.taps() * multiplier;
      tasks = new Portions(images, op.groups() * grid.count(), operations);
    }

    @Override
    public void run(Call call) {
      call.workers().run(tasks.count(), call, task);
    }

    private void run(Call call, int index, int worker) {
      Workspace workspace = engine.workspace();
      int image = tasks.image(index);
      int first = tasks.first(index);
      int end = tasks.end(index);
      int firstIc = first / grid.count();
      int firstOc = firstIc * multiplier;
      int channels = ((end - 1) / grid.count() + 1) * multiplier - firstOc;
      float[] weights = workspace.array(Workspace.WEIGHTS, channels * map.taps());
      workspace.load(operands.get(1, call), firstOc * map.taps(), weights, channels * map.taps());
      float[] biases = fused.biases(workspace, operands, call, firstOc, channels);

      long src = Addresses.image(operands.get(0, call), image);
      int unit = first;
      while (unit < end) {
        int ic = unit / grid.count();
        int tile = unit % grid.count();
        int batch = Math.min(batchChannels, end - unit);
        long channel = Floats.element(src, (long) ic * map.inputPositions());
        padded.open(workspace, channel, tile, batch);
        float[] sums = workspace.array(Workspace.OUT, batch * multiplier * grid.largest());
        int at = 0;
        for (int c = 0; c < batch; c++) {
          float[] values = padded.fill(workspace, tile, c);
          for (int oc = (ic + c) * multiplier; oc < (ic + c + 1) * multiplier; oc++) {
            int weight = (oc - firstOc) * map.taps();
            loops.run(
                workspace, values, padded, tile, weights, weight, biases[oc - firstOc], sums, at);
            at += grid.positions(tile);
          }
        }
        int oc = ic * multiplier;
        if (grid.count() == 1) {
          finish(workspace, call, image, oc, tile, sums, 0, at);
        } else {
          int count = grid.positions(tile);
          for (int m = 0; m < multiplier; m++) {
            finish(workspace, call, image, oc + m, tile, sums, m * count, count);
          }
        }
        unit += batch;
      }
    }

    /** Finishes {@code count} sums, which lie side by side in dst. */
    private void finish(
        Workspace workspace,
        Call call,
        int image,
        int oc,
        int tile,
        float[] sums,
        int from,
        int count) {
      long first = (long) oc * map.outputPositions() + grid.firstPosition(tile);
      fused.addResidual(workspace, operands, call, image, first, sums, from, count);
      Loops.activate(workspace, fused.activation(), sums, from, from + count);
      long dst = Addresses.image(call.dsts().get(0), image);
      workspace.memory.store(sums, from, count, Floats.element(dst, first));
    }
  }
}
