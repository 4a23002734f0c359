package dev.fovea.backend.simd;

import dev.fovea.backend.simd.binding.ActivationShape;
import dev.fovea.backend.simd.binding.ConvShape;
import dev.fovea.backend.simd.binding.GatherShape;
import dev.fovea.backend.simd.binding.Natives;
import dev.fovea.op.Size2d;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** {@link TapChunks} ready to run: the native descriptions of its chunks. Close it. */
final class TapRun implements AutoCloseable {
  private final TapChunks cut;
  private final TapFormat format;
  private final Isa isa;
  private final Tensor offsets;
  private final GatherShape gather;

  /** Part by part: one for all chunks but the last, and the last one's. */
  private final List<ConvShape> shapes = new ArrayList<>();

  /**
   * Lanes of the last block that hold channels; 0 if all do. The others are zeroed, since zero
   * weights times infinity, and some activations of zero, are not zero.
   */
  private final int lanesKept;

  private final int leastRow;
  private final long dstRow;
  private final long dstColumn;
  private final long srcStep;

  /**
   * Creates a run.
   *
   * @param f applied to every sum; the caller closes it, any time
   */
  TapRun(TapChunks cut, Isa isa, ActivationShape f) {
    this.cut = cut;
    this.format = cut.format;
    this.isa = isa;
    Size2d src = format.map().src();
    int block = format.block();
    int lanes = format.lanes();
    lanesKept = format.map().oc() % block;
    int mapRows = cut.gathers ? cut.tileRows : src.h();
    int mapColumns = cut.gathers ? cut.tileColumns : src.w();
    leastRow = cut.window.rows().least();
    offsets = offsets(mapRows, mapColumns);
    gather =
        new GatherShape()
            .planes(format.planes())
            .lanes(lanes)
            .height(src.h())
            .width(src.w())
            .rows(cut.tileRows)
            .columns(cut.tileColumns)
            .firstColumn(cut.window.columns().least())
            .outside(0);
    long srcRow = (long) cut.window.rows().srcStep() * mapColumns * lanes;
    long srcColumn = (long) cut.window.columns().srcStep() * lanes;
    srcStep = cut.flat ? srcColumn : srcRow;
    dstRow = (long) cut.window.rows().step() * format.map().dst().w() * block;
    dstColumn = (long) cut.window.columns().step() * block;
    for (int part = 0; part < cut.parts(); part++) {
      for (int index : new int[] {0, cut.chunks() - 1}) {
        shapes.add(
            new ConvShape()
                .rows(rows(index))
                .columns(columns(index))
                .taps(format.planes() * cut.window.taps())
                .lanes(lanes)
                .ocBlocks(cut.partBorders.get(part + 1) - cut.partBorders.get(part))
                .srcRow(srcRow)
                .srcColumn(srcColumn)
                .dstRow(dstRow)
                .dstColumn(dstColumn)
                .dstBlock((long) format.map().dst().area() * block)
                .f(f));
      }
    }
  }

  private int rows(int index) {
    return cut.flat ? 1 : cut.count(index);
  }

  private int columns(int index) {
    return cut.flat ? cut.count(index) : cut.window.columns().count();
  }

  private Tensor offsets(int mapRows, int mapColumns) {
    int firstRow = cut.gathers ? leastRow : 0;
    int firstColumn = cut.gathers ? cut.window.columns().least() : 0;
    long[] list = new long[format.planes() * cut.window.taps()];
    int at = 0;
    for (int p = 0; p < format.planes(); p++) {
      for (TapAxis.Tap row : cut.window.rows().taps()) {
        for (TapAxis.Tap column : cut.window.columns().taps()) {
          long y = (long) p * mapRows + row.offset() - firstRow;
          list[at++] = (y * mapColumns + column.offset() - firstColumn) * format.lanes();
        }
      }
    }
    return Tensor.ofLongs(Shape.of(list.length), list);
  }

  int tasks() {
    return cut.tasks();
  }

  /**
   * Runs a task.
   *
   * @param src the group's first plane
   * @param tile memory for the cut's tile
   * @param weights the group's and window's
   * @param bias the group's
   * @param residual as dst, or 0
   * @param dst the group's first block
   */
  void run(int task, long src, long tile, long weights, long bias, long residual, long dst) {
    int part = task / cut.chunks();
    int index = task % cut.chunks();
    long unit = (long) index * cut.chunk;
    long from = src + unit * srcStep * Float.BYTES;
    if (cut.gathers) {
      int row = leastRow + (int) unit * cut.window.rows().srcStep();
      Natives.gatherRun(gather, row, src, tile);
      from = tile;
    }
    int firstBlock = cut.partBorders.get(part);
    long blockFloats = (long) format.map().dst().area() * format.block();
    long first =
        cut.window.rows().first() * (dstRow / cut.window.rows().step())
            + cut.window.columns().first() * (long) format.block()
            + unit * (cut.flat ? dstColumn : dstRow);
    long to = (first + firstBlock * blockFloats) * Float.BYTES;
    long packed = (long) firstBlock * format.block() * format.sums(cut.window);
    Natives.convRun(
        isa.code(),
        shapes.get(2 * part + (index == cut.chunks() - 1 ? 1 : 0)),
        from,
        offsets.address(),
        weights + packed * Float.BYTES,
        bias + (long) firstBlock * format.block() * Float.BYTES,
        residual == 0 ? 0 : residual + to,
        dst + to);
    if (lanesKept > 0 && part == cut.parts() - 1) {
      long last = first + (format.ocBlocks() - 1) * blockFloats;
      Natives.zeroLanes(
          format.block(),
          lanesKept,
          rows(index),
          columns(index),
          dstRow,
          dstColumn,
          dst + last * Float.BYTES);
    }
  }

  @Override
  public void close() {
    offsets.close();
    gather.close();
    shapes.forEach(ConvShape::close);
  }
}
