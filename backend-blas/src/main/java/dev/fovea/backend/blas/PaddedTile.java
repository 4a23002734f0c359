package dev.fovea.backend.blas;

import java.util.Arrays;

/**
 * Copies what a tile reads of one channel to the heap, padding included. Where windows overlap,
 * output row r finds tap row kh in row r strideH + kh; where dilation would keep rows that nobody
 * reads, in row kh rows + r.
 */
final class PaddedTile {
  private final Geometry map;
  private final TileGrid grid;

  PaddedTile(Geometry map, TileGrid grid) {
    this.map = map;
    this.grid = grid;
  }

  static boolean sharesRows(Geometry map) {
    return map.dilationH() == 1 && map.strideH() <= map.kh();
  }

  /** Returns the distance between two rows of a tile with this many output columns. */
  static int pitch(Geometry map, int columns) {
    return (columns - 1) * map.strideW() + (map.kw() - 1) * map.dilationW() + 1;
  }

  /**
   * Returns the row that tap row kh of output row r reads, in a tile of {@code rows} output rows.
   */
  static int row(Geometry map, int rows, int r, int kh) {
    return sharesRows(map) ? r * map.strideH() + kh : kh * rows + r;
  }

  int rows(int tile) {
    return grid.endRow(tile) - grid.firstRow(tile);
  }

  int columns(int tile) {
    return grid.endColumn(tile) - grid.firstColumn(tile);
  }

  /** Fetches what a tile reads of a channel or, where tiles are whole maps, of several. */
  void open(Workspace workspace, long channel, int tile, int channels) {
    if (channels > 1) {
      workspace.rows.open(channel, map.iw(), 0, channels * map.ih());
      return;
    }
    int first = Math.max(0, map.row(grid.firstRow(tile), 0));
    int end = Math.min(map.ih(), map.row(grid.endRow(tile) - 1, map.kh() - 1) + 1);
    workspace.rows.open(channel, map.iw(), first, end);
  }

  /** Copies a tile of a fetched channel, counted from the first fetched one. */
  float[] fill(Workspace workspace, int tile, int channel) {
    int rows = rows(tile);
    int pitch = pitch(map, columns(tile));
    int count = row(map, rows, rows - 1, map.kh() - 1) + 1;
    float[] values = workspace.array(Workspace.ROW, count * pitch);
    int left = map.column(grid.firstColumn(tile), 0);
    int from = Math.max(0, left);
    int to = Math.max(from, Math.min(map.iw(), left + pitch));
    int top = map.row(grid.firstRow(tile), 0);
    boolean shared = sharesRows(map);
    for (int i = 0; i < count; i++) {
      int ih = shared ? top + i : map.row(grid.firstRow(tile) + i % rows, i / rows);
      int at = i * pitch;
      if (ih < 0 || ih >= map.ih() || from == to) {
        Arrays.fill(values, at, at + pitch, 0f);
        continue;
      }
      for (int c = 0; c < from - left; c++) {
        values[at + c] = 0f;
      }
      workspace.rows.copy(channel * map.ih() + ih, from, to, values, at + from - left);
      for (int c = to - left; c < pitch; c++) {
        values[at + c] = 0f;
      }
    }
    return values;
  }
}
