package dev.fovea.spi.portable;

import dev.fovea.op.ResizeTaps;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * Copies the nearest neighbour: a whole row at once where its axis is not resized, and a row of dst
 * from the row before where both come from one row of src.
 */
final class NearestRows implements KernelBody {
  private static final int OUTSIDE = -1;

  private final ResizeRows rows;
  private final int[] columns;
  private final boolean wholeRows;
  private final float extrapolation;

  private NearestRows(ResizeRows rows, float extrapolation) {
    this.rows = rows;
    this.extrapolation = extrapolation;
    ResizeTaps along = rows.along();
    this.wholeRows = along.isIdentity();
    this.columns = new int[along.outputs()];
    Arrays.setAll(columns, o -> along.isOutside(o) ? OUTSIDE : along.index(along.first(o)));
  }

  static Plan plan(Plan.Builder plan, TensorDesc src, float extrapolation, ResizeTaps[] taps) {
    ResizeRows rows = new ResizeRows(taps, src);
    return plan.build(
        "portable:resize:nearest",
        ErrorModel.exact(),
        operands -> new NearestRows(rows, extrapolation));
  }

  @Override
  public void run(Call call) {
    call.workers().run(rows.tasks(), call, this::task);
  }

  private void task(Call call, int task, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    ByteBuffer source = src.bytes();
    ByteBuffer target = dst.bytes();
    int element = dst.desc().dtype().bytes();
    int bytes = columns.length * element;
    int before = OUTSIDE;
    int end = rows.firstRow(task + 1);
    for (int r = rows.firstRow(task); r < end; r++) {
      int to = rows.target(r, dst.desc());
      int from = rows.isOutside(r) ? OUTSIDE : rows.source(r, src.desc());
      if (from != OUTSIDE && from == before) {
        target.put(to * element, target, rows.target(r - 1, dst.desc()) * element, bytes);
      } else if (from != OUTSIDE && wholeRows) {
        target.put(to * element, source, from * element, bytes);
      } else if (dst.desc().dtype() == DType.FLOAT32) {
        gather(src.floats(), from, dst.floats(), to);
      } else {
        gather(src.longs(), from, dst.longs(), to);
      }
      before = from;
    }
  }

  private void gather(FloatBuffer src, int from, FloatBuffer dst, int to) {
    for (int o = 0; o < columns.length; o++) {
      boolean outside = from == OUTSIDE || columns[o] == OUTSIDE;
      dst.put(to + o, outside ? extrapolation : src.get(from + columns[o]));
    }
  }

  private void gather(LongBuffer src, int from, LongBuffer dst, int to) {
    for (int o = 0; o < columns.length; o++) {
      boolean outside = from == OUTSIDE || columns[o] == OUTSIDE;
      dst.put(to + o, outside ? (long) extrapolation : src.get(from + columns[o]));
    }
  }
}
