package dev.fovea.backend.blas;

import dev.fovea.op.AveragePool2d;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
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

/**
 * Average pooling, tap by tap over whole tiles. Values are scaled by a power of two at least as
 * small as 1 / taps, which loses nothing and keeps the sum of large values finite.
 */
final class AveragePool2dTaps implements KernelBody {
  private static final int MOST_POSITIONS = 1024;

  private final Geometry map;
  private final TileGrid grid;
  private final Taps taps;
  private final Portions tasks;
  private final float scale;
  private final float[] rowCounts;
  private final float[] columnCounts;
  private final Engine engine;
  private final Workers.Task<Call> task = this::run;

  private AveragePool2dTaps(AveragePool2d op, Shape src, Shape dst, Engine engine) {
    this.engine = engine;
    map = Geometry.of(op.window(), src, dst);
    grid = TileGrid.of(map.oh(), map.ow(), MOST_POSITIONS, 1);
    taps = new Taps(map, grid, 0f);
    tasks = new Portions(dst.dim(0), dst.dim(1) * grid.count(), (long) grid.largest() * map.taps());
    scale = Scales.reciprocal(map.taps());
    Padding.Explicit pads = op.window().pads(new Size2d(map.ih(), map.iw()));
    boolean padded = op.countIncludePad();
    rowCounts =
        counts(
            map.oh(),
            map.kh(),
            map.strideH(),
            map.dilationH(),
            padded ? 0 : map.top(),
            padded ? map.top() + map.ih() + pads.bottom() : map.ih());
    columnCounts =
        counts(
            map.ow(),
            map.kw(),
            map.strideW(),
            map.dilationW(),
            padded ? 0 : map.left(),
            padded ? map.left() + map.iw() + pads.right() : map.iw());
  }

  static Plan plan(AveragePool2d op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    Shape dst = plan.dsts().get(0).shape();
    return plan.build(
        "blas:average_pool2d:taps",
        new ErrorModel.Direct(op.window().kernel().area(), 0),
        operands -> new AveragePool2dTaps(op, src, dst, engine));
  }

  /** Counts the taps of each window position that lie in 0 .. size - 1. */
  private static float[] counts(
      int windows, int taps, int stride, int dilation, int begin, int size) {
    float[] counts = new float[windows];
    for (int o = 0; o < windows; o++) {
      for (int k = 0; k < taps; k++) {
        int at = o * stride - begin + k * dilation;
        if (at >= 0 && at < size) {
          counts[o]++;
        }
      }
    }
    return counts;
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
    float[] sums = workspace.array(Workspace.OUT, width);
    Arrays.fill(sums, 0, width, 0f);
    for (int kh = 0; kh < map.kh(); kh++) {
      taps.gather(workspace, src, kh, tile);
      for (int kw = 0; kw < map.kw(); kw++) {
        Loops.multiplyAdd(sums, scale, Taps.tap(workspace, kw, width), width);
      }
    }
    int at = 0;
    for (int oh = grid.firstRow(tile); oh < grid.endRow(tile); oh++) {
      for (int ow = grid.firstColumn(tile); ow < grid.endColumn(tile); ow++) {
        sums[at++] /= rowCounts[oh] * columnCounts[ow] * scale;
      }
    }
    workspace.memory.store(sums, 0, width, Floats.element(dst, grid.firstPosition(tile)));
  }
}
