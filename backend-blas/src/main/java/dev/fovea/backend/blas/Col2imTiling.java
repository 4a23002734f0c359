package dev.fovea.backend.blas;

import dev.fovea.op.ConvTranspose2d;
import dev.fovea.tensor.Shape;

/**
 * The borders of a transposed convolution and the scratch memory they need; both follow from the
 * shape of one image and the settings alone.
 *
 * @param map the window; here it slides over dst, and oh, ow describe dst
 * @param grid tiles of dst
 * @param tasks what runs side by side
 * @param rows input rows that one matrix product takes
 * @param tapRows rows of the window that it takes; all of them unless the window is huge
 * @param bytes scratch memory of one task
 * @param limit scratch memory of all tasks at a time
 */
record Col2imTiling(
    Geometry map, TileGrid grid, ConvTasks tasks, int rows, int tapRows, long bytes, long limit) {
  private static final int MOST_POSITIONS = 8192;
  private static final int FEWEST_POSITIONS = 64;

  /** Columns that make a matrix product worth its packing. */
  private static final int GOOD_COLUMNS = 128;

  /** Sums that a task keeps on the heap. */
  private static final int MOST_SUMS = 16384;

  static Col2imTiling of(ConvTranspose2d op, Shape src, Shape dst, BlasSettings settings) {
    Geometry map = ConvTranspose2dGemm.geometry(op, src, dst);
    int ocg = op.outChannels() / op.groups();
    int share = settings.shareFloats();
    long fits = ((long) share / map.taps() - reach(map)) * map.strideW();
    int limit = (int) Math.max(FEWEST_POSITIONS, Math.min(MOST_POSITIONS, fits));
    int wanted = ConvTasks.wanted((long) ocg * op.products() * map.outputPositions());
    TileGrid grid = TileGrid.of(map.oh(), map.ow(), limit, Math.min(wanted, bands(map)));

    boolean wholeRows = map.ow() <= limit;
    long columns = wholeRows ? map.iw() : limit / map.strideW() + (long) reach(map);
    long lines = Math.max(1, share / (map.taps() * columns));
    long goodRows = Math.max(1, Math.min(map.ih(), GOOD_COLUMNS / columns));
    long most = Math.min(lines / goodRows, MOST_SUMS / grid.largest());
    int channels = (int) Math.max(1, Math.min(ocg, most));
    int blocks = Math.max((ocg + channels - 1) / channels, blocks(wanted, grid, ocg));
    int largestBlock = (ocg + blocks - 1) / blocks;
    int rows = wholeRows ? (int) Math.max(1, Math.min(map.ih(), lines / largestBlock)) : 1;
    int tapRows = map.kh();
    if (largestBlock == 1) {
      tapRows = (int) Math.max(1, Math.min(map.kh(), share / (rows * columns * map.kw())));
    }
    return new Col2imTiling(
        map,
        grid,
        new ConvTasks(dst.dim(0), op.groups(), ocg, grid.count(), blocks),
        rows,
        tapRows,
        columns * largestBlock * rows * tapRows * map.kw() * Float.BYTES,
        settings.scratchBytes());
  }

  private static int blocks(int wanted, TileGrid grid, int channels) {
    return ConvTasks.blocks(wanted, grid.count(), channels, 1);
  }

  /** Inputs beside a piece of a row that reach into it. */
  private static int reach(Geometry map) {
    return (int) ((map.kw() - 1L) * map.dilationW() / map.strideW()) + 2;
  }

  /** Bands repeat the inputs that reach over their borders, so each is several windows high. */
  private static int bands(Geometry map) {
    return (int) Math.max(1, map.oh() / (4L * map.kh() * map.dilationH()));
  }

  long scratchBytes(int workers) {
    return Slots.scratchBytes(tasks.count(), bytes, limit, workers);
  }

  Slots slots(Slots.Body body) {
    return new Slots(tasks.count(), bytes, limit, body);
  }

  /** Returns the first input row that reaches a tile. */
  int firstRow(int tile) {
    return first(grid.firstRow(tile) + map.top() - (map.kh() - 1) * map.dilationH(), map.strideH());
  }

  int endRow(int tile) {
    return end(grid.endRow(tile) + map.top(), map.strideH(), map.ih());
  }

  /**
   * Returns the first input column that a tile takes: all of them unless it is a piece of a row.
   */
  int firstColumn(int tile) {
    return isPiece(tile)
        ? first(
            grid.firstColumn(tile) + map.left() - (map.kw() - 1) * map.dilationW(), map.strideW())
        : 0;
  }

  int endColumn(int tile) {
    return isPiece(tile)
        ? end(grid.endColumn(tile) + map.left(), map.strideW(), map.iw())
        : map.iw();
  }

  /** Returns how many input columns a tile takes. */
  int columns(int tile) {
    return endColumn(tile) - firstColumn(tile);
  }

  /** Returns how many input rows the product that begins with row {@code ih} takes. */
  int rows(int tile, int ih) {
    return Math.min(rows, endRow(tile) - ih);
  }

  /** Returns how many rows of the window the product that begins with row {@code kh} takes. */
  int tapRows(int kh) {
    return Math.min(tapRows, map.kh() - kh);
  }

  private boolean isPiece(int tile) {
    return grid.endColumn(tile) - grid.firstColumn(tile) < map.ow();
  }

  private static int first(int position, int stride) {
    return position <= 0 ? 0 : (position - 1) / stride + 1;
  }

  private static int end(int position, int stride, int size) {
    return Math.min(size, (position - 1) / stride + 1);
  }
}
