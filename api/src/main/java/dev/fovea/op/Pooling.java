package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.op.Window2d.Rounding;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** Shape arithmetic that max and average pooling share. */
final class Pooling {
  private Pooling() {}

  static Size2d mapSize(List<TensorDesc> inputs) {
    Shape src = inputs.get(0).shape();
    return new Size2d(src.dim(2), src.dim(3));
  }

  static TensorDesc infer(Op op, Window2d window, Rounding rounding, List<TensorDesc> inputs) {
    Checks.floatInputs(op, inputs);
    TensorDesc src = inputs.get(0);
    Checks.rank(op, src, 4, "N,C,H,W");
    Size2d in = mapSize(inputs);
    Size2d out = window.outputSize(op.type(), in, rounding);
    Padding.Explicit pads = window.pads(in);
    everyWindowReads(op, "row", in.h(), out.h(), pads.top(), window, true);
    everyWindowReads(op, "column", in.w(), out.w(), pads.left(), window, false);
    return Checks.dst(op, src.shape().dim(0), src.shape().dim(1), out.h(), out.w());
  }

  /** A window reads if its first tap at or behind the input's begin lies before the input's end. */
  private static void everyWindowReads(
      Op op, String line, int in, int out, int begin, Window2d window, boolean vertical) {
    int taps = vertical ? window.kernel().h() : window.kernel().w();
    int stride = vertical ? window.strides().h() : window.strides().w();
    int dilation = vertical ? window.dilations().h() : window.dilations().w();
    for (int o = 0; o < out; o++) {
      long start = (long) o * stride - begin;
      long skipped = start < 0 ? Window2d.ceilDiv(-start, dilation) : 0;
      require(
          skipped < taps && start + skipped * dilation < in,
          op.type(),
          "output %s %d reads padding only; expected padding below the window's extent; %s",
          line,
          o,
          window);
      // No gap between taps hides the input, or no tap lies before it: of the windows that start
      // later none misses it unless the last does.
      if (start >= 0 || dilation <= in) {
        o = Math.max(o, out - 2);
      }
    }
  }
}
