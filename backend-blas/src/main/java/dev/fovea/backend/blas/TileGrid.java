package dev.fovea.backend.blas;

/**
 * Cuts a map into tiles: bands of whole rows or, where a row is too long, pieces of one row. Either
 * way a tile is contiguous in memory. Borders depend on the map and the limits alone.
 */
final class TileGrid {
  /** A piece begins at a multiple of this, the widest step of OpenBLAS's kernels. */
  private static final int STEP = 16;

  private final int height;
  private final int width;
  private final int bands;
  private final int pieces;

  private TileGrid(int height, int width, int bands, int pieces) {
    this.height = height;
    this.width = width;
    this.bands = bands;
    this.pieces = pieces;
  }

  /**
   * Cuts a map.
   *
   * @param limit positions that a tile should not exceed
   * @param wanted tiles to aim for if the limit alone would give fewer
   */
  static TileGrid of(int height, int width, int limit, int wanted) {
    if (width <= limit) {
      int least = ceil(height, limit / Math.max(1, width));
      return new TileGrid(height, width, Math.min(height, Shares.even(Math.max(least, wanted))), 1);
    }
    int widest = Math.max(1, limit > STEP ? limit - STEP + 1 : limit);
    int least = ceil(width, widest);
    int pieces = Math.max(least, Math.min(ceil(wanted, height), width / STEP));
    return new TileGrid(height, width, height, pieces);
  }

  /** Cuts a row of positions to at least {@code wanted} pieces if it is long enough. */
  static TileGrid ofRow(int width, int limit, int wanted) {
    int least = ceil(width, Math.max(1, limit > STEP ? limit - STEP + 1 : limit));
    int most = Math.max(least, width / STEP);
    return new TileGrid(
        1, width, 1, Math.max(1, Math.min(most, Shares.even(Math.max(least, wanted)))));
  }

  private static int ceil(int a, int b) {
    return (a + b - 1) / b;
  }

  int count() {
    return bands * pieces;
  }

  /** Returns the positions of the largest tile. */
  int largest() {
    int most = 0;
    for (int piece = 0; piece < pieces; piece++) {
      most = Math.max(most, column(piece + 1) - column(piece));
    }
    return most * ceil(height, bands);
  }

  int firstRow(int tile) {
    return row(tile / pieces);
  }

  int endRow(int tile) {
    return row(tile / pieces + 1);
  }

  int firstColumn(int tile) {
    return column(tile % pieces);
  }

  int endColumn(int tile) {
    return column(tile % pieces + 1);
  }

  /** Returns the first position of a tile inside the map. */
  int firstPosition(int tile) {
    return firstRow(tile) * width + firstColumn(tile);
  }

  int positions(int tile) {
    return (endRow(tile) - firstRow(tile)) * (endColumn(tile) - firstColumn(tile));
  }

  private int row(int band) {
    return (int) ((long) band * height / bands);
  }

  private int column(int piece) {
    if (piece == pieces) {
      return width;
    }
    int even = (int) ((long) piece * width / pieces);
    return width / pieces >= STEP ? even - even % STEP : even;
  }
}
