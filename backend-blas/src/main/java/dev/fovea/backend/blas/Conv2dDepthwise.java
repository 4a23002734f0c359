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
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups of one input channel: too thin for a matrix product. Each tile is gathered once and
 * weighted for every output channel of the group.
 */
final class Conv2dDepthwise implements Candidate<Conv2d> {
  /** From here on a matrix product is worth its packing. */
  private static final int MOST_MULTIPLIER = 4;

  private static final int MOST_POSITIONS = 1024;

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
    private final Taps taps;
    private final boolean turned;
    private final int multiplier;
    private final Fused fused;
    private final Operands operands;
    private final Engine engine;
    private final Workers.Task<Call> task = this::run;

    Body(Conv2d op, Geometry map, int images, Operands operands, Engine engine) {
      this.map = map;
      this.operands = operands;
      this.engine = engine;
      grid = TileGrid.of(map.oh(), map.ow(), MOST_POSITIONS, 1);
      multiplier = op.outChannels() / op.groups();
      tasks =
          new Portions(
              images, op.groups() * grid.count(), (long) grid.largest() * map.taps() * multiplier);
      taps = new Taps(map, grid, 0f);
      turned = op.mode() == Conv2d.Mode.CONVOLUTION;
      fused = Fused.of(op.bias(), op.epilogue());
    }

    @Override
    public void run(Call call) {
      call.workers().run(tasks.count(), call, task);
    }

    private void run(Call call, int index, int worker) {
      Workspace workspace = engine.workspace();
      int image = tasks.image(index);
      for (int unit = tasks.first(index); unit < tasks.end(index); unit++) {
        tile(workspace, call, image, unit / grid.count(), unit % grid.count());
      }
    }

    private void tile(Workspace workspace, Call call, int image, int ic, int tile) {
      int width = grid.positions(tile);
      long channel =
          Floats.element(
              Addresses.image(operands.get(0, call), image), (long) ic * map.inputPositions());
      int oc = ic * multiplier;
      float[] weights = workspace.array(Workspace.WEIGHTS, multiplier * map.taps());
      workspace.load(operands.get(1, call), oc * map.taps(), weights, multiplier * map.taps());
      float[] biases = fused.biases(workspace, operands, call, oc, multiplier);
      for (int m = 0; m < multiplier; m++) {
        Arrays.fill(workspace.array(Workspace.SUMS + m, width), 0, width, biases[m]);
      }
      for (int kh = 0; kh < map.kh(); kh++) {
        taps.gather(workspace, channel, turned ? map.kh() - 1 - kh : kh, tile);
        for (int m = 0; m < multiplier; m++) {
          weigh(workspace, weights, m * map.taps() + kh * map.kw(), m, width);
        }
      }
      for (int m = 0; m < multiplier; m++) {
        finish(workspace, call, image, oc + m, m, tile);
      }
    }

    private void weigh(Workspace workspace, float[] weights, int at, int m, int width) {
      float[] sums = workspace.array(Workspace.SUMS + m, width);
      int kw = 0;
      for (; kw + 2 < map.kw(); kw += 3) {
        Loops.multiplyAdd(
            sums,
            weights[at + kw],
            tap(workspace, kw, width),
            weights[at + kw + 1],
            tap(workspace, kw + 1, width),
            weights[at + kw + 2],
            tap(workspace, kw + 2, width),
            width);
      }
      for (; kw < map.kw(); kw++) {
        Loops.multiplyAdd(sums, weights[at + kw], tap(workspace, kw, width), width);
      }
    }

    private float[] tap(Workspace workspace, int kw, int width) {
      return Taps.tap(workspace, turned ? map.kw() - 1 - kw : kw, width);
    }

    private void finish(Workspace workspace, Call call, int image, int oc, int m, int tile) {
      int width = grid.positions(tile);
      float[] sums = workspace.array(Workspace.SUMS + m, width);
      long first = (long) oc * map.outputPositions() + grid.firstPosition(tile);
      fused.addResidual(workspace, operands, call, image, first, sums, width);
      if (!fused.activation().isIdentity()) {
        Loops.activate(fused.activation(), sums, 0f, 0, width);
      }
      long dst = Addresses.image(call.dsts().get(0), image);
      workspace.memory.store(sums, 0, width, Floats.element(dst, first));
    }
  }
}
