package dev.fovea.spi.portable;

import dev.fovea.op.ResizeTaps;
import dev.fovea.tensor.TensorDesc;
import java.util.Arrays;

/**
 * The rows of a tensor that is resized: a row runs along the last axis, or is one element if there
 * is one axis or none, since images may lie apart. Rows of dst are counted in row-major order.
 */
final class ResizeRows {
  /** Small enough to balance workers, large enough to hide the hand-over. */
  private static final int ELEMENTS = 1 << 14;

  private final ResizeTaps[] leading;
  private final int[] srcStrides;
  private final ResizeTaps row;
  private final int rows;
  private final int perTask;

  ResizeRows(ResizeTaps[] taps, TensorDesc src) {
    int rank = taps.length;
    this.leading = rank < 2 ? taps : Arrays.copyOf(taps, rank - 1);
    this.row = rank < 2 ? ResizeTaps.identity(1) : taps[rank - 1];
    this.srcStrides = new int[leading.length];
    int count = 1;
    for (int axis = 0; axis < leading.length; axis++) {
      srcStrides[axis] = (int) src.shape().elements(axis + 1, rank);
      count *= leading[axis].outputs();
    }
    this.rows = count;
    this.perTask = Math.max(1, ELEMENTS / Math.max(1, row.outputs()));
  }

  /** Returns the taps along a row. */
  ResizeTaps along() {
    return row;
  }

  /** Returns the largest number of rows of src behind a row of dst. */
  int mostRows() {
    int most = 1;
    for (ResizeTaps taps : leading) {
      most *= taps.most();
    }
    return most;
  }

  int tasks() {
    return (rows + perTask - 1) / perTask;
  }

  /** Returns the first row of a task; the task behind begins with the row behind the last. */
  int firstRow(int task) {
    return Math.min(rows, task * perTask);
  }

  int axes() {
    return leading.length;
  }

  ResizeTaps taps(int axis) {
    return leading[axis];
  }

  /** Tells whether a row lies outside src. */
  boolean isOutside(int r) {
    int rest = r;
    for (int axis = leading.length - 1; axis >= 0; axis--) {
      int outputs = leading[axis].outputs();
      if (leading[axis].isOutside(rest % outputs)) {
        return true;
      }
      rest /= outputs;
    }
    return false;
  }

  /** Returns how many rows of src stand behind a row of dst that is not outside. */
  int count(int r) {
    int rest = r;
    int count = 1;
    for (int axis = leading.length - 1; axis >= 0; axis--) {
      int outputs = leading[axis].outputs();
      int output = rest % outputs;
      count *= leading[axis].end(output) - leading[axis].first(output);
      rest /= outputs;
    }
    return count;
  }

  /** Returns the first element of the first row of src behind a row that is not outside. */
  int source(int r, TensorDesc src) {
    int rest = r;
    int at = 0;
    for (int axis = leading.length - 1; axis >= 0; axis--) {
      int outputs = leading[axis].outputs();
      at += leading[axis].index(leading[axis].first(rest % outputs)) * stride(axis, src);
      rest /= outputs;
    }
    return at;
  }

  /** Returns the elements between neighbours of src along an axis. */
  int stride(int axis, TensorDesc src) {
    return axis == 0 ? (int) src.imageStride() : srcStrides[axis];
  }

  /** Returns the first element of a row of dst. */
  int target(int r, TensorDesc dst) {
    if (leading.length == 0) {
      return 0;
    }
    int perImage = rows / leading[0].outputs();
    return (int) (r / perImage * dst.imageStride()) + r % perImage * row.outputs();
  }
}
