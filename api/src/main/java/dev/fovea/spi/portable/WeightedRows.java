package dev.fovea.spi.portable;

import dev.fovea.op.ResizeTaps;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sums the rows of src around a row of dst, then resamples the sum along the row.
 *
 * <p>With R rows and C columns behind an output, its weights rounded to float: R + 1 roundings of
 * the first sum and C + 1 of the second, at most R C + 2; a single weight is 1 and rounds nothing.
 */
final class WeightedRows implements KernelBody {
  private final ResizeRows rows;
  private final float extrapolation;
  private final boolean wholeRows;
  private final int rowFloats;
  private final int[] first;
  private final int[] index;
  private final float[] weight;
  private final @Nullable TapPairs pairs;

  private final Workers.Task<Call> task = this::task;

  private WeightedRows(ResizeRows rows, float extrapolation) {
    this.rows = rows;
    this.extrapolation = extrapolation;
    this.rowFloats = rowFloats(rows);
    ResizeTaps along = rows.along();
    this.wholeRows = along.isIdentity();
    int outputs = along.outputs();
    this.first = new int[outputs + 1];
    int taps = outputs == 0 ? 0 : along.end(outputs - 1);
    this.index = new int[taps];
    this.weight = new float[taps];
    for (int o = 0; o < outputs; o++) {
      first[o + 1] = along.end(o);
    }
    for (int tap = 0; tap < taps; tap++) {
      index[tap] = along.index(tap);
      weight[tap] = (float) along.weight(tap);
    }
    this.pairs = TapPairs.of(along);
  }

  static Plan plan(Plan.Builder plan, TensorDesc src, float extrapolation, ResizeTaps[] taps) {
    ResizeRows rows = new ResizeRows(taps, src);
    int products = Math.multiplyExact(rows.mostRows(), rows.along().most());
    return plan.scratch(workers -> (long) workers * rowFloats(rows) * Float.BYTES)
        .build(
            "portable:resize:weighted",
            new ErrorModel.Direct(products, 0),
            operands -> new WeightedRows(rows, extrapolation));
  }

  /** Returns the floats of a worker's own row, a multiple of a cache line. */
  private static int rowFloats(ResizeRows rows) {
    int line = Tensor.ALIGNMENT / Float.BYTES;
    return (rows.along().inputs() + line - 1) / line * line;
  }

  @Override
  public void run(Call call) {
    call.workers().run(rows.tasks(), call, task);
  }

  private void task(Call call, int task, int worker) {
    TensorDesc src = call.srcs().get(0).desc();
    TensorDesc dst = call.dsts().get(0).desc();
    FloatBuffer from = call.srcs().get(0).sharedFloats();
    FloatBuffer to = call.dsts().get(0).sharedFloats();
    FloatBuffer sums = call.scratch().sharedFloats();
    int own = worker * rowFloats;
    int end = rows.firstRow(task + 1);
    for (int r = rows.firstRow(task); r < end; r++) {
      int at = rows.target(r, dst);
      if (rows.isOutside(r)) {
        for (int o = 0; o < first.length - 1; o++) {
          to.put(at + o, extrapolation);
        }
      } else if (wholeRows) {
        sum(rows.axes() - 1, r, src, from, 0, 1, true, to, at);
      } else if (rows.count(r) == 1) {
        along(from, rows.source(r, src), to, at);
      } else {
        sum(rows.axes() - 1, r, src, from, 0, 1, true, sums, own);
        along(sums, own, to, at);
      }
    }
  }

  /** Adds the rows behind a row of dst, one level of recursion for each axis but the last. */
  private void sum(
      int axis,
      int rest,
      TensorDesc src,
      FloatBuffer from,
      int at,
      double factor,
      boolean isFirst,
      FloatBuffer to,
      int target) {
    if (axis < 0) {
      add(from, at, (float) factor, isFirst, to, target);
      return;
    }
    ResizeTaps taps = rows.taps(axis);
    int output = rest % taps.outputs();
    for (int tap = taps.first(output); tap < taps.end(output); tap++) {
      sum(
          axis - 1,
          rest / taps.outputs(),
          src,
          from,
          at + taps.index(tap) * rows.stride(axis, src),
          factor * taps.weight(tap),
          isFirst && tap == taps.first(output),
          to,
          target);
    }
  }

  private void add(
      FloatBuffer from, int at, float factor, boolean isFirst, FloatBuffer to, int target) {
    int length = rows.along().inputs();
    if (isFirst) {
      for (int i = 0; i < length; i++) {
        to.put(target + i, factor * from.get(at + i));
      }
    } else {
      for (int i = 0; i < length; i++) {
        to.put(target + i, to.get(target + i) + factor * from.get(at + i));
      }
    }
  }

  private void along(FloatBuffer from, int at, FloatBuffer to, int target) {
    if (pairs != null) {
      pairs.along(from, at, to, target);
      return;
    }
    for (int o = 0; o < first.length - 1; o++) {
      int tap = first[o];
      int end = first[o + 1];
      if (tap == end) {
        to.put(target + o, extrapolation);
        continue;
      }
      float sum = weight[tap] * from.get(at + index[tap]);
      while (++tap < end) {
        sum += weight[tap] * from.get(at + index[tap]);
      }
      to.put(target + o, sum);
    }
  }
}
