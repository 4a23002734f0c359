package dev.fovea.backend.blas;

import java.util.Arrays;

/**
 * Writes what a window reads at the positions of a tile as a matrix. A line is one row of the
 * window over one channel; it makes as many rows of the matrix as the window is wide.
 */
final class Im2col {
  private final Geometry map;
  private final TileGrid grid;
  private final boolean turned;
  private final boolean keepsWidth;

  /**
   * Prepares.
   *
   * @param turned whether the window is read turned by 180 degrees
   */
  Im2col(Geometry map, TileGrid grid, boolean turned) {
    this.map = map;
    this.grid = grid;
    this.turned = turned;
    this.keepsWidth = map.strideH() == 1 && map.strideW() == 1 && map.ow() == map.iw();
  }

  /** Writes lines of a group of channels that begins at an address. */
  void fill(Workspace workspace, long group, int firstLine, int lines, int tile, long scratch) {
    int positions = grid.positions(tile);
    long to = scratch;
    int line = firstLine;
    while (line < firstLine + lines) {
      int ic = line / map.kh();
      int kh = line % map.kh();
      int count = Math.min(map.kh() - kh, firstLine + lines - line);
      int floats = count * map.kw() * positions;
      float[] matrix = workspace.array(Workspace.OUT, floats);
      long channel = Floats.element(group, (long) ic * map.inputPositions());
      lines(workspace.rows, channel, kh, count, tile, matrix);
      workspace.memory.store(matrix, 0, floats, to);
      to = Floats.element(to, floats);
      line += count;
    }
  }

  private void lines(
      ChannelRows rows, long channel, int firstKh, int count, int tile, float[] matrix) {
    int tapRow = turned ? map.kh() - firstKh - count : firstKh;
    int first = Math.max(0, map.row(grid.firstRow(tile), tapRow));
    int end = Math.min(map.ih(), map.row(grid.endRow(tile) - 1, tapRow + count - 1) + 1);
    rows.open(channel, map.iw(), first, end);
    boolean flat = keepsWidth && rows.areTogether() && isWholeRows(tile);
    int floats = map.kw() * grid.positions(tile);
    for (int kh = firstKh; kh < firstKh + count; kh++) {
      int tap = turned ? map.kh() - 1 - kh : kh;
      int line = (kh - firstKh) * floats;
      if (flat) {
        flatLine(rows, tap, tile, matrix, line);
      } else {
        line(rows, tap, tile, matrix, line);
      }
    }
  }

  private boolean isWholeRows(int tile) {
    return grid.endColumn(tile) - grid.firstColumn(tile) == map.ow();
  }

  /**
   * Where a row of dst is as long as one of src, a tap is a shift of all rows at once. What comes
   * from the neighbouring row is then replaced by the padding.
   */
  private void flatLine(ChannelRows rows, int kh, int tile, float[] matrix, int line) {
    int width = map.iw();
    int positions = grid.positions(tile);
    int top = map.row(grid.firstRow(tile), kh);
    int before = Math.min(positions, Math.max(0, -top) * width);
    int rowsInside = Math.min(map.ih() - top, positions / width);
    int behind = Math.max(before, rowsInside * width);
    int start = rows.row(top, 0, width);
    float[] values = rows.values();
    int available = rows.length();
    for (int kw = 0; kw < map.kw(); kw++) {
      int at = line + (turned ? map.kw() - 1 - kw : kw) * positions;
      int shift = map.column(0, kw);
      int from = Math.max(before, -(start + shift));
      int to = Math.max(from, Math.min(behind, available - start - shift));
      Arrays.fill(matrix, at, at + Math.min(positions, from), 0f);
      Arrays.fill(matrix, at + Math.min(positions, to), at + positions, 0f);
      if (to > from) {
        System.arraycopy(values, start + shift + from, matrix, at + from, to - from);
      }
      int leftEdge = Math.min(width, Math.max(0, -shift));
      int rightEdge = Math.min(width, Math.max(0, shift));
      for (int row = at + before; row < at + behind; row += width) {
        for (int i = 0; i < leftEdge; i++) {
          matrix[row + i] = 0f;
        }
        for (int i = width - rightEdge; i < width; i++) {
          matrix[row + i] = 0f;
        }
      }
    }
  }

  private void line(ChannelRows rows, int kh, int tile, float[] matrix, int line) {
    int columns = grid.endColumn(tile) - grid.firstColumn(tile);
    int positions = grid.positions(tile);
    int left = map.column(grid.firstColumn(tile), 0);
    int from = Math.max(0, left);
    int to = Math.min(map.iw(), map.column(grid.endColumn(tile) - 1, map.kw() - 1) + 1);
    for (int oh = grid.firstRow(tile); oh < grid.endRow(tile); oh++) {
      int ih = map.row(oh, kh);
      int at = line + (oh - grid.firstRow(tile)) * columns;
      if (ih < 0 || ih >= map.ih() || from >= to) {
        for (int kw = 0; kw < map.kw(); kw++) {
          Arrays.fill(matrix, at + kw * positions, at + kw * positions + columns, 0f);
        }
      } else {
        int row = rows.row(ih, from, to);
        spread(rows.values(), row, left, columns, matrix, at, positions);
      }
    }
  }

  /** Copies what each tap of a row of the window reads; columns outside the map are zero. */
  private void spread(
      float[] values, int row, int left, int columns, float[] matrix, int at, int positions) {
    int stride = map.strideW();
    for (int kw = 0; kw < map.kw(); kw++) {
      int to = at + (turned ? map.kw() - 1 - kw : kw) * positions;
      int iw = left + kw * map.dilationW();
      int begin = Math.min(columns, Geometry.firstInside(iw, stride));
      int end = Math.max(begin, Geometry.endInside(iw, stride, columns, map.iw()));
      for (int i = 0; i < begin; i++) {
        matrix[to + i] = 0f;
      }
      if (stride > 1) {
        Loops.every(values, row + iw + begin * stride, stride, matrix, to + begin, end - begin);
      } else if (end > begin) {
        System.arraycopy(values, row + iw + begin, matrix, to + begin, end - begin);
      }
      for (int i = end; i < columns; i++) {
        matrix[to + i] = 0f;
      }
    }
  }
}
