package dev.fovea.backend.blas;

import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.tensor.Shape;

/**
 * A window over one channel of an image: output position (oh, ow) and tap (kh, kw) meet input (oh
 * strideH - top + kh dilationH, ow strideW - left + kw dilationW).
 */
record Geometry(
    int ih,
    int iw,
    int oh,
    int ow,
    int kh,
    int kw,
    int strideH,
    int strideW,
    int dilationH,
    int dilationW,
    int top,
    int left) {

  static Geometry of(Window2d window, Shape src, Shape dst) {
    Padding.Explicit pads = window.pads(new Size2d(src.dim(2), src.dim(3)));
    return of(window, pads, src, dst);
  }

  static Geometry of(Window2d window, Padding.Explicit pads, Shape src, Shape dst) {
    return new Geometry(
        src.dim(2),
        src.dim(3),
        dst.dim(2),
        dst.dim(3),
        window.kernel().h(),
        window.kernel().w(),
        window.strides().h(),
        window.strides().w(),
        window.dilations().h(),
        window.dilations().w(),
        pads.top(),
        pads.left());
  }

  int inputPositions() {
    return ih * iw;
  }

  int outputPositions() {
    return oh * ow;
  }

  /** Returns the input row that a tap of an output row reads; it may lie outside. */
  int row(int outputRow, int tap) {
    return outputRow * strideH - top + tap * dilationH;
  }

  /** Returns the input column that a tap of an output column reads; it may lie outside. */
  int column(int outputColumn, int tap) {
    return outputColumn * strideW - left + tap * dilationW;
  }

  /** Returns the number of the first of start, start + step, ... that is not below 0. */
  static int firstInside(int start, int step) {
    return start >= 0 ? 0 : (-start + step - 1) / step;
  }

  /** Returns the number behind the last of {@code count} of them that is below {@code size}. */
  static int endInside(int start, int step, int count, int size) {
    return start >= size ? 0 : Math.min(count, (size - start + step - 1) / step);
  }

  int taps() {
    return kh * kw;
  }
}
