package dev.fovea.backend.simd;

import dev.fovea.op.Size2d;
import java.util.ArrayList;
import java.util.List;

/**
 * One window of a convolution, cut into chunks of output rows, or of output positions where all of
 * the map is one row to the kernel, and into parts of the output channels. Everything follows from
 * shapes, so that a cut is the same tomorrow.
 *
 * <p>Where the window reaches over the edges, a chunk's input is first gathered into a tile.
 */
final class TapChunks {
  /** A chunk's input shall stay in the second-level cache beside the weights. */
  private static final int TILE_FLOATS = 64 << 10;

  final TapFormat format;
  final TapMap.Window window;
  final boolean gathers;

  /** Whether units are positions, not rows. */
  final boolean flat;

  final int units;
  final int chunk;

  /** Blocks of output channels at which parts begin and end; whole pairs. */
  final List<Integer> partBorders;

  final int tileRows;
  final int tileColumns;

  /**
   * Cuts.
   *
   * @param tasks how many tasks are wanted, at least 1
   */
  TapChunks(TapFormat format, TapMap.Window window, Isa isa, int tasks) {
    this.format = format;
    this.window = window;
    Size2d src = format.map().src();
    gathers = !window.staysInside(src);
    int columns = window.columns().count();
    int stride = window.columns().srcStep();
    boolean srcIsOneRow = window.rows().srcStep() * src.w() == columns * stride;
    int dstRow = window.rows().step() * format.map().dst().w();
    flat = !gathers && srcIsOneRow && dstRow == columns * window.columns().step();
    units = flat ? window.rows().count() * columns : window.rows().count();
    chunk = flat ? positions(isa.columns(), tasks) : rows(tasks);
    partBorders = parts((tasks + chunks() - 1) / chunks());
    tileRows = window.rows().extent(chunk);
    tileColumns = window.columns().extent(columns);
  }

  private int positions(int registers, int tasks) {
    int fitting = TILE_FLOATS / (format.planes() * format.lanes());
    int wanted = Math.min((units + tasks - 1) / tasks, Math.max(registers, fitting));
    return Math.min(units, (wanted + registers - 1) / registers * registers);
  }

  private int rows(int tasks) {
    long rowFloats =
        (long) format.planes() * format.lanes() * window.columns().extent(window.columns().count());
    int rows = (units + tasks - 1) / tasks;
    while (rows > 1 && window.rows().extent(rows) * rowFloats > TILE_FLOATS) {
      rows = (rows + 1) / 2;
    }
    return rows;
  }

  private List<Integer> parts(int wanted) {
    int pairs = (format.ocBlocks() + 1) / 2;
    int parts = Math.max(1, Math.min(wanted, pairs));
    List<Integer> borders = new ArrayList<>();
    for (int i = 0; i <= parts; i++) {
      borders.add(Math.min(format.ocBlocks(), 2 * (int) ((long) pairs * i / parts)));
    }
    return List.copyOf(borders);
  }

  int chunks() {
    return (units + chunk - 1) / chunk;
  }

  int parts() {
    return partBorders.size() - 1;
  }

  /** Returns the tasks of one image and group. */
  int tasks() {
    return chunks() * parts();
  }

  /** Returns the units of a chunk. */
  int count(int index) {
    return Math.min(chunk, units - index * chunk);
  }

  /**
   * Returns the floats of the tile that a task gathers; 0 if it gathers none. Throws an
   * ArithmeticException where dilation and padding make it larger than any memory.
   */
  long tileFloats() {
    long lanes = (long) format.planes() * format.lanes();
    return gathers ? Math.multiplyExact(lanes, (long) tileRows * tileColumns) : 0;
  }
}
