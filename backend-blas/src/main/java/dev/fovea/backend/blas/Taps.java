package dev.fovea.backend.blas;

import java.util.Arrays;

/**
 * Gathers what a window reads at all positions of a tile, one row of the window at a time: one heap
 * array per tap, position by position. Loops over taps then run along equal indices, which is what
 * the JIT compiler vectorises.
 */
final class Taps {
  /** Rows at most this long are fetched together: one call instead of one per row. */
  private static final int SHORT_ROW = 64;

  private final Geometry map;
  private final TileGrid grid;
  private final float outside;

  /**
   * Prepares.
   *
   * @param grid the tiles of the output map
   * @param outside what a tap outside the input reads
   */
  Taps(Geometry map, TileGrid grid, float outside) {
    this.map = map;
    this.grid = grid;
    this.outside = outside;
  }

  static float[] tap(Workspace workspace, int kw, int positions) {
    return workspace.array(Workspace.TAPS + kw, positions);
  }

  /** Gathers taps (tapRow, 0) to (tapRow, kw - 1) of the channel at an address. */
  void gather(Workspace workspace, long channel, int tapRow, int tile) {
    int firstRow = grid.firstRow(tile);
    int rows = grid.endRow(tile) - firstRow;
    int columns = grid.endColumn(tile) - grid.firstColumn(tile);
    int left = grid.firstColumn(tile) * map.strideW() - map.left();
    int reach = (columns - 1) * map.strideW() + (map.kw() - 1) * map.dilationW() + 1;
    int from = Math.max(0, left);
    int to = Math.min(map.iw(), left + reach);
    int top = firstRow * map.strideH() - map.top() + tapRow * map.dilationH();

    float[] row = workspace.array(Workspace.ROW, reach);
    if (from < to) {
      Arrays.fill(row, 0, from - left, outside);
      Arrays.fill(row, to - left, reach, outside);
    }
    boolean together = map.strideH() == 1 && map.iw() <= SHORT_ROW && rows > 1 && from < to;
    int blockTop = Math.max(0, top);
    float[] block = row;
    if (together) {
      int blockRows = Math.min(map.ih(), top + rows) - blockTop;
      block = workspace.array(Workspace.AUX, Math.max(0, blockRows) * map.iw());
      if (blockRows > 0) {
        long start = Floats.element(channel, (long) blockTop * map.iw());
        workspace.memory.load(start, block, 0, blockRows * map.iw());
      }
    }
    for (int r = 0; r < rows; r++) {
      int ih = top + r * map.strideH();
      if (ih < 0 || ih >= map.ih() || from >= to) {
        fill(workspace, r * columns, columns);
      } else if (together) {
        System.arraycopy(block, (ih - blockTop) * map.iw() + from, row, from - left, to - from);
        spread(workspace, row, r * columns, columns, rows * columns);
      } else {
        long start = Floats.element(channel, (long) ih * map.iw() + from);
        workspace.memory.load(start, row, from - left, to - from);
        spread(workspace, row, r * columns, columns, rows * columns);
      }
    }
  }

  private void fill(Workspace workspace, int at, int columns) {
    for (int kw = 0; kw < map.kw(); kw++) {
      Arrays.fill(tap(workspace, kw, grid.largest()), at, at + columns, outside);
    }
  }

  private void spread(Workspace workspace, float[] row, int at, int columns, int positions) {
    for (int kw = 0; kw < map.kw(); kw++) {
      float[] tap = tap(workspace, kw, positions);
      int start = kw * map.dilationW();
      if (map.strideW() == 1) {
        System.arraycopy(row, start, tap, at, columns);
      } else {
        Loops.every(row, start, map.strideW(), tap, at, columns);
      }
    }
  }
}
