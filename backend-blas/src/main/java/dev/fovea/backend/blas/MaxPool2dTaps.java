package dev.fovea.backend.blas;

import dev.fovea.op.MaxPool2d;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Maxima tap by tap over whole tiles; where they were is not known. */
final class MaxPool2dTaps implements Candidate<MaxPool2d> {
  private static final int MOST_POSITIONS = 1024;

  @Override
  public String name() {
    return "blas:max_pool2d:taps";
  }

  @Override
  public @Nullable String declines(MaxPool2d op, List<TensorDesc> inputs) {
    return op.indices() == MaxPool2d.Indices.NONE ? null : "indices are wanted";
  }

  @Override
  public Plan plan(MaxPool2d op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape dst = plan.dsts().get(0).shape();
    Geometry map = Geometry.of(op.window(), inputs.get(0).shape(), dst);
    return plan.build(name(), ErrorModel.exact(), operands -> new Body(map, dst, engine));
  }

  private static final class Body implements KernelBody {
    private final Geometry map;
    private final TileGrid grid;
    private final Taps taps;
    private final Portions tasks;
    private final Engine engine;
    private final Workers.Task<Call> task = this::run;

    Body(Geometry map, Shape dst, Engine engine) {
      this.map = map;
      this.engine = engine;
      grid = TileGrid.of(map.oh(), map.ow(), MOST_POSITIONS, 1);
      taps = new Taps(map, grid, Float.NEGATIVE_INFINITY);
      tasks =
          new Portions(dst.dim(0), dst.dim(1) * grid.count(), (long) grid.largest() * map.taps());
    }

    @Override
    public void run(Call call) {
      call.workers().run(tasks.count(), call, task);
    }

    private void run(Call call, int index, int worker) {
      Workspace workspace = engine.workspace();
      long src = Addresses.image(call.srcs().get(0), tasks.image(index));
      long dst = Addresses.image(call.dsts().get(0), tasks.image(index));
      for (int unit = tasks.first(index); unit < tasks.end(index); unit++) {
        long channel = unit / grid.count();
        tile(
            workspace,
            Floats.element(src, channel * map.inputPositions()),
            Floats.element(dst, channel * map.outputPositions()),
            unit % grid.count());
      }
    }

    private void tile(Workspace workspace, long src, long dst, int tile) {
      int width = grid.positions(tile);
      float[] max = workspace.array(Workspace.OUT, width);
      Arrays.fill(max, 0, width, Float.NEGATIVE_INFINITY);
      for (int kh = 0; kh < map.kh(); kh++) {
        taps.gather(workspace, src, kh, tile);
        int kw = 0;
        for (; kw + 2 < map.kw(); kw += 3) {
          Loops.max(
              max,
              Taps.tap(workspace, kw, width),
              Taps.tap(workspace, kw + 1, width),
              Taps.tap(workspace, kw + 2, width),
              width);
        }
        for (; kw < map.kw(); kw++) {
          Loops.max(max, Taps.tap(workspace, kw, width), width);
        }
      }
      workspace.memory.store(max, 0, width, Floats.element(dst, grid.firstPosition(tile)));
    }
  }
}
