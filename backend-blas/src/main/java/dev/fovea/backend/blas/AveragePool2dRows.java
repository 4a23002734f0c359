package dev.fovea.backend.blas;

import dev.fovea.op.AveragePool2d;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Sums of rows, then of columns. Values are scaled by a power of two of at most 1 / taps, which
 * loses nothing and keeps the sum of large values finite.
 */
final class AveragePool2dRows implements PoolRows.Join {
  private final Geometry map;
  private final float scale;

  /** Taps that count, per output row and per output column. */
  private final float[] rowCounts;

  private final float[] columnCounts;

  private AveragePool2dRows(AveragePool2d op, Geometry map) {
    this.map = map;
    scale = Math.scalb(1f, -bits(map.taps()));
    boolean padded = op.countIncludePad();
    Padding.Explicit pads = op.window().pads(new Size2d(map.ih(), map.iw()));
    rowCounts = new float[map.oh()];
    for (int oh = 0; oh < map.oh(); oh++) {
      rowCounts[oh] =
          count(
              map.row(oh, 0) + (padded ? map.top() : 0),
              map.dilationH(),
              map.kh(),
              map.ih() + (padded ? pads.top() + pads.bottom() : 0));
    }
    columnCounts = new float[map.ow()];
    for (int ow = 0; ow < map.ow(); ow++) {
      columnCounts[ow] =
          count(
              map.column(ow, 0) + (padded ? map.left() : 0),
              map.dilationW(),
              map.kw(),
              map.iw() + (padded ? pads.left() + pads.right() : 0));
    }
  }

  static Plan plan(AveragePool2d op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape dst = plan.dsts().get(0).shape();
    Geometry map = Geometry.of(op.window(), inputs.get(0).shape(), dst);
    return plan.build(
        "blas:average_pool2d:rows",
        new ErrorModel.Direct(op.window().kernel().area(), 0),
        operands -> new PoolRows(map, dst, new AveragePool2dRows(op, map), engine));
  }

  /** Returns how often 1 must be doubled to reach {@code count}. */
  private static int bits(int count) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
  }

  private static int count(int start, int dilation, int taps, int size) {
    int first = Geometry.firstInside(start, dilation);
    return Math.max(0, Geometry.endInside(start, dilation, taps, size) - first);
  }

  @Override
  public void first(float[] row, int count) {
    Loops.scale(row, scale, 0f, count);
  }

  @Override
  public void row(float[] joined, float[] row, int count) {
    Loops.multiplyAdd(joined, scale, row, count);
  }

  @Override
  public void columns(
      float[] joined, int from, int oh, int firstColumn, int count, float[] to, int at) {
    float rowCount = rowCounts[oh] * scale;
    for (int i = 0; i < count; i++) {
      int iw = map.column(firstColumn + i, 0);
      int first = Geometry.firstInside(iw, map.dilationW());
      int end = Geometry.endInside(iw, map.dilationW(), map.kw(), map.iw());
      float sum = 0;
      for (int kw = first; kw < end; kw++) {
        sum += joined[iw + kw * map.dilationW() - from];
      }
      to[at + i] = sum / (rowCount * columnCounts[firstColumn + i]);
    }
  }
}
