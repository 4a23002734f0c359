package dev.fovea.spi.portable;

import dev.fovea.op.Pad;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.ByteBuffer;
import java.util.List;

/** {@link Pad}: some rows of dst per task; the middle of a row is one run of bytes. */
public final class PortablePad implements KernelBody {
  private static final int TASK_ELEMENTS = 1 << 14;

  private final Pad op;
  private final Shape from;
  private final Shape to;
  private final int last;
  private final int columns;
  private final int begin;
  private final int rows;
  private final int rowsPerTask;
  private final DType dtype;
  private final Workers.Task<Call> task = this::rows;

  private PortablePad(Pad op, TensorDesc src, TensorDesc dst) {
    this.op = op;
    this.from = src.shape();
    this.to = dst.shape();
    this.last = to.rank() - 1;
    this.columns = last < 0 ? 1 : to.dim(last);
    this.begin = last < 0 ? 0 : op.begins().get(last);
    this.rows = columns == 0 ? 0 : (int) (to.elements() / columns);
    this.rowsPerTask = Math.max(1, TASK_ELEMENTS / Math.max(1, columns));
    this.dtype = dst.dtype();
  }

  /** Plans the operator. */
  public static Plan plan(Pad op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    TensorDesc dst = plan.dsts().get(0);
    return plan.build(
        "portable:pad", ErrorModel.exact(), operands -> new PortablePad(op, inputs.get(0), dst));
  }

  @Override
  public void run(Call call) {
    call.workers().run((rows + rowsPerTask - 1) / rowsPerTask, call, task);
  }

  private void rows(Call call, int task, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    int end = Math.min(rows, (task + 1) * rowsPerTask);
    for (int row = task * rowsPerTask; row < end; row++) {
      row(src, row(row), dst, row);
    }
  }

  /** Returns the row of src that stands in a row of dst; -1 for the value. */
  private int row(int row) {
    int rest = row;
    int source = 0;
    int stride = 1;
    for (int axis = last - 1; axis >= 0; axis--) {
      int index = op.source(axis, rest % to.dim(axis), from.dim(axis));
      if (index < 0) {
        return -1;
      }
      rest /= to.dim(axis);
      source += index * stride;
      stride *= from.dim(axis);
    }
    return source;
  }

  private void row(Tensor src, int srcRow, Tensor dst, int dstRow) {
    int extent = last < 0 ? 1 : from.dim(last);
    if (srcRow < 0) {
      fill(dst, dstRow, 0, columns);
      return;
    }
    if (op.mode() == Pad.Mode.CONSTANT) {
      fill(dst, dstRow, 0, begin);
      fill(dst, dstRow, begin + extent, columns);
    } else {
      repeat(src, srcRow, dst, dstRow, 0, begin);
      repeat(src, srcRow, dst, dstRow, begin + extent, columns);
    }
    Runs.copy(src, srcRow * extent, dst, dstRow * columns + begin, extent);
  }

  private void repeat(Tensor src, int srcRow, Tensor dst, int dstRow, int first, int end) {
    for (int c = first; c < end; c++) {
      int index = op.source(last, c, from.dim(last));
      Runs.copy(src, srcRow * from.dim(last) + index, dst, dstRow * columns + c, 1);
    }
  }

  private void fill(Tensor dst, int row, int first, int end) {
    ByteBuffer out = dst.sharedBytes();
    // A row lies inside an image, unless each of its elements is one.
    int step = last > 0 ? 1 : (int) dst.desc().imageStride();
    int at = dst.desc().position(row * columns) + first * step;
    for (int c = first; c < end; c++) {
      switch (dtype) {
        case FLOAT32 -> out.putFloat(at * Float.BYTES, (float) op.value());
        case INT64 -> out.putLong(at * Long.BYTES, (long) op.value());
        case FLOAT16 -> throw DType.FLOAT16.onlyStored();
      }
      at += step;
    }
  }
}
