package dev.fovea.backend.blas;

import dev.fovea.spi.Call;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;

/**
 * Max and sum pooling in two steps: the rows of a window are joined first, along whole rows, which
 * the JIT compiler vectorises; then the columns of the one row that is left.
 */
final class PoolRows implements KernelBody {
  private static final int MOST_POSITIONS = 2048;

  /** What joins values, and what is done with a joined row. */
  interface Join {
    /** Prepares a row as the first of a window. */
    void first(float[] row, int count);

    /** Joins another row of the window. */
    void row(float[] joined, float[] row, int count);

    /**
     * Joins columns.
     *
     * @param joined a joined row; its element 0 is input column {@code from}
     * @param oh the output row
     * @param firstColumn the first output column
     * @param to where results go, from index {@code at} on
     */
    void columns(float[] joined, int from, int oh, int firstColumn, int count, float[] to, int at);
  }

  private final Geometry map;
  private final TileGrid grid;
  private final Portions tasks;
  private final Join join;
  private final Engine engine;
  private final Workers.Task<Call> task = this::run;

  PoolRows(Geometry map, Shape dst, Join join, Engine engine) {
    this.map = map;
    this.join = join;
    this.engine = engine;
    grid = TileGrid.of(map.oh(), map.ow(), MOST_POSITIONS, 1);
    tasks = new Portions(dst.dim(0), dst.dim(1) * grid.count(), (long) grid.largest() * map.taps());
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
    int columns = grid.endColumn(tile) - grid.firstColumn(tile);
    int from = Math.max(0, map.column(grid.firstColumn(tile), 0));
    int to = Math.min(map.iw(), map.column(grid.endColumn(tile) - 1, map.kw() - 1) + 1);
    float[] joined = workspace.array(Workspace.SUMS, to - from);
    float[] other = workspace.array(Workspace.AUX, to - from);
    float[] results = workspace.array(Workspace.OUT, grid.positions(tile));
    ChannelRows rows = workspace.rows;
    rows.open(
        src,
        map.iw(),
        Math.max(0, map.row(grid.firstRow(tile), 0)),
        Math.min(map.ih(), map.row(grid.endRow(tile) - 1, map.kh() - 1) + 1));
    int at = 0;
    for (int oh = grid.firstRow(tile); oh < grid.endRow(tile); oh++) {
      int top = map.row(oh, 0);
      int first = Geometry.firstInside(top, map.dilationH());
      int end = Geometry.endInside(top, map.dilationH(), map.kh(), map.ih());
      for (int kh = first; kh < end; kh++) {
        float[] target = kh == first ? joined : other;
        rows.copy(map.row(oh, kh), from, to, target, 0);
        if (kh == first) {
          join.first(joined, to - from);
        } else {
          join.row(joined, other, to - from);
        }
      }
      join.columns(joined, from, oh, grid.firstColumn(tile), columns, results, at);
      at += columns;
    }
    workspace.memory.store(results, 0, at, Floats.element(dst, grid.firstPosition(tile)));
  }
}
