package dev.fovea.models.onnx.export;

import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.op.Window2d.Rounding;
import java.util.List;

/** Writes the attributes that convolution and pooling share. */
final class Windows {
  private Windows() {}

  /** Adds kernel_shape, strides, dilations (unless all are 1), and pads or auto_pad. */
  static Step write(Step step, Window2d window) {
    return pads(withoutPads(step, window), window.padding());
  }

  static Step withoutPads(Step step, Window2d window) {
    step.ints("kernel_shape", window.kernel()).ints("strides", window.strides());
    return window.dilations().equals(Size2d.ONE)
        ? step
        : step.ints("dilations", window.dilations());
  }

  static Step pads(Step step, Padding padding) {
    return padding instanceof Padding.Explicit pads
        ? step.ints("pads", List.of(pads.top(), pads.left(), pads.bottom(), pads.right()))
        : step.text("auto_pad", padding.toString());
  }

  /** Adds ceil_mode if a last window that only partly fits is kept. */
  static Step rounding(Step step, Rounding rounding) {
    return rounding == Rounding.CEIL ? step.integer("ceil_mode", 1) : step;
  }
}
