package dev.fovea.backend.blas;

/**
 * Adds what input positions send through the taps of a window to the output positions of a tile;
 * what falls beside the tile is dropped.
 */
final class Col2im {
  private final Col2imTiling tiling;
  private final Geometry map;
  private final TileGrid grid;

  Col2im(Col2imTiling tiling) {
    this.tiling = tiling;
    this.map = tiling.map();
    this.grid = tiling.grid();
  }

  /**
   * Adds one product.
   *
   * @param product values [channels, tap rows, kw, input rows, input columns]
   * @param ih the first input row of the product
   * @param firstKh the first tap row of the product
   * @param sums the tile, channel by channel
   */
  void add(
      Workspace workspace,
      long product,
      int ih,
      int firstKh,
      int channels,
      int tile,
      float[] sums) {
    int columns = tiling.columns(tile);
    int rows = tiling.rows(tile, ih);
    int endKh = firstKh + tiling.tapRows(firstKh);
    float[] sent = workspace.array(Workspace.ROW, rows * columns);
    int tileColumns = grid.endColumn(tile) - grid.firstColumn(tile);
    long from = product;
    for (int c = 0; c < channels; c++) {
      int channel = c * grid.positions(tile);
      for (int kh = firstKh; kh < endKh; kh++) {
        for (int kw = 0; kw < map.kw(); kw++) {
          workspace.memory.load(from, sent, 0, rows * columns);
          from = Floats.element(from, (long) rows * columns);
          int left = map.column(tiling.firstColumn(tile), kw) - grid.firstColumn(tile);
          for (int r = 0; r < rows; r++) {
            int row = map.row(ih + r, kh) - grid.firstRow(tile);
            if (row >= 0 && row < grid.endRow(tile) - grid.firstRow(tile)) {
              addRow(
                  sent, r * columns, columns, sums, channel + row * tileColumns, left, tileColumns);
            }
          }
        }
      }
    }
  }

  /** Adds sent values {@code strideW} apart to a row, where the first belongs to column left. */
  private void addRow(
      float[] sent, int at, int count, float[] sums, int row, int left, int columns) {
    int stride = map.strideW();
    int end = Geometry.endInside(left, stride, count, columns);
    for (int i = Geometry.firstInside(left, stride); i < end; i++) {
      sums[row + left + i * stride] += sent[at + i];
    }
  }
}
