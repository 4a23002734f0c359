package dev.fovea.backend.simd;

import dev.fovea.backend.simd.binding.ActivationShape;
import dev.fovea.backend.simd.binding.GatherShape;
import dev.fovea.backend.simd.binding.Natives;
import dev.fovea.backend.simd.binding.WindowShape;
import dev.fovea.op.Size2d;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;

/**
 * A window that slides over each block of channels by itself, cut into chunks of output rows. Where
 * it reaches over the edges, a chunk's input is first gathered into a tile. Holds native memory;
 * close it.
 */
final class WindowMap implements AutoCloseable {
  /** A chunk's input shall stay in the first-level cache. */
  private static final int TILE_FLOATS = 8 << 10;

  private final TapAxis rows;
  private final TapAxis columns;
  private final Size2d src;
  private final int block;
  private final int chunk;
  private final boolean gathers;
  private final Tensor offsets;
  private final GatherShape gather;
  private final WindowShape whole;
  private final WindowShape last;
  private final int leastRow;
  private final long srcRow;

  /**
   * Creates a map.
   *
   * @param f applied to every result; the caller closes it, any time
   * @param fill stands outside the map
   */
  WindowMap(TapAxis rows, TapAxis columns, Size2d src, int block, ActivationShape f, float fill) {
    this.rows = rows;
    this.columns = columns;
    this.src = src;
    this.block = block;
    gathers = gathers(rows, columns, src);
    chunk = chunk(rows, columns, src, block);
    int mapRows = gathers ? rows.extent(chunk) : src.h();
    int mapColumns = gathers ? columns.extent(columns.count()) : src.w();
    srcRow = (long) rows.srcStep() * mapColumns * block;
    leastRow = rows.least();
    offsets = offsets(mapColumns);
    gather =
        new GatherShape()
            .planes(1)
            .lanes(block)
            .height(src.h())
            .width(src.w())
            .rows(mapRows)
            .columns(mapColumns)
            .firstColumn(columns.least())
            .outside(fill);
    whole = window(chunk, f);
    last = window(rows.count() - (chunks() - 1) * chunk, f);
  }

  private static boolean gathers(TapAxis rows, TapAxis columns, Size2d src) {
    return !rows.staysInside(src.h()) || !columns.staysInside(src.w());
  }

  private static int chunk(TapAxis rows, TapAxis columns, Size2d src, int block) {
    if (!gathers(rows, columns, src)) {
      return rows.count();
    }
    long row = (long) columns.extent(columns.count()) * block;
    int chunk = rows.count();
    while (chunk > 1 && rows.extent(chunk) * row > TILE_FLOATS) {
      chunk = (chunk + 1) / 2;
    }
    return chunk;
  }

  /**
   * Returns the floats of a tile; 0 if none is gathered. Throws an ArithmeticException where
   * dilation and padding make it larger than any memory.
   */
  static long tileFloats(TapAxis rows, TapAxis columns, Size2d src, int block) {
    long row = (long) columns.extent(columns.count()) * block;
    return gathers(rows, columns, src)
        ? Math.multiplyExact(rows.extent(chunk(rows, columns, src, block)), row)
        : 0;
  }

  private Tensor offsets(int mapColumns) {
    int firstRow = gathers ? leastRow : 0;
    int firstColumn = gathers ? columns.least() : 0;
    long[] list = new long[taps()];
    int at = 0;
    for (TapAxis.Tap row : rows.taps()) {
      for (TapAxis.Tap column : columns.taps()) {
        long y = (long) row.offset() - firstRow;
        list[at++] = (y * mapColumns + column.offset() - firstColumn) * block;
      }
    }
    return Tensor.ofLongs(Shape.of(list.length), list);
  }

  private WindowShape window(int count, ActivationShape f) {
    return new WindowShape()
        .planes(1)
        .rows(count)
        .columns(columns.count())
        .taps(taps())
        .srcPlane(0)
        .srcRow(srcRow)
        .srcColumn((long) columns.srcStep() * block)
        .dstPlane(0)
        .dstRow((long) columns.count() * block)
        .f(f);
  }

  private int taps() {
    return rows.taps().size() * columns.taps().size();
  }

  int chunks() {
    return (rows.count() + chunk - 1) / chunk;
  }

  int firstRow(int index) {
    return index * chunk;
  }

  WindowShape window(int index) {
    return index == chunks() - 1 ? last : whole;
  }

  long offsets() {
    return offsets.address();
  }

  /** Returns what a chunk reads: the plane itself, or the tile, now filled. */
  long source(int index, long plane, long tile) {
    int row = firstRow(index);
    if (!gathers) {
      return plane + row * srcRow * Float.BYTES;
    }
    Natives.gatherRun(gather, leastRow + row * rows.srcStep(), plane, tile);
    return tile;
  }

  /** Returns the bytes of a plane of src. */
  long srcPlaneBytes() {
    return (long) src.area() * block * Float.BYTES;
  }

  /** Returns the bytes from one row of dst to the next. */
  long dstRowBytes() {
    return (long) columns.count() * block * Float.BYTES;
  }

  long dstPlaneBytes() {
    return rows.count() * dstRowBytes();
  }

  @Override
  public void close() {
    offsets.close();
    gather.close();
    whole.close();
    last.close();
  }
}
