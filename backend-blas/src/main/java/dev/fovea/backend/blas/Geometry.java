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

  int taps() {
    return kh * kw;
  }
}
