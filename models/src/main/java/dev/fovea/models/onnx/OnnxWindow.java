package dev.fovea.models.onnx;

import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that convolution and pooling share, read as a two-dimensional window. A 1-D window
 * becomes one row: its axis is the width.
 *
 * @param oneDimensional whether the node is 1-D
 * @param window kernel, strides, dilations and padding
 */
record OnnxWindow(boolean oneDimensional, Window2d window) {

  /**
   * Reads kernel_shape, strides, dilations, pads and auto_pad.
   *
   * @param weights the spatial extents of the weights, or null where there are none or they are not
   *     known; kernel_shape must be given then
   */
  static OnnxWindow read(OnnxNode node, int @Nullable [] weights) {
    int[] given = node.ints("kernel_shape");
    int[] kernel = weights != null ? weights : given;
    if (kernel == null) {
      throw new UnsupportedNodeException(
          "kernel_shape", "is missing; expected one extent per axis");
    }
    if (given != null && !Arrays.equals(given, kernel)) {
      throw new UnsupportedNodeException(
          "kernel_shape",
          "is " + Arrays.toString(given) + "; expected the weights' " + Arrays.toString(kernel));
    }
    int axes = kernel.length;
    if (axes < 1 || axes > 2) {
      throw new UnsupportedNodeException("is " + axes + "-D; expected 1-D or 2-D");
    }
    Window2d window =
        new Window2d(
            size(kernel),
            size(perAxis(node, "strides", axes, 1)),
            size(perAxis(node, "dilations", axes, 1)),
            padding(node, axes));
    return new OnnxWindow(axes == 1, window);
  }

  /** Reads an attribute with one value per axis. */
  static int[] perAxis(OnnxNode node, String attribute, int count, int absent) {
    int[] values = node.ints(attribute);
    if (values == null) {
      values = new int[count];
      Arrays.fill(values, absent);
    }
    if (values.length != count) {
      throw new UnsupportedNodeException(
          attribute, "is " + Arrays.toString(values) + "; expected " + count + " values");
    }
    return values;
  }

  /** Returns rows and columns; a single axis is the width, and there is one row. */
  static Size2d size(int[] perAxis) {
    return size(perAxis, 1);
  }

  static Size2d size(int[] perAxis, int rows) {
    return perAxis.length == 1 ? new Size2d(rows, perAxis[0]) : new Size2d(perAxis[0], perAxis[1]);
  }

  private static Padding padding(OnnxNode node, int axes) {
    int[] pads = perAxis(node, "pads", 2 * axes, 0);
    String auto = node.text("auto_pad", "NOTSET");
    // An empty text is what some exporters write for the default.
    if (auto.equals("NOTSET") || auto.isEmpty()) {
      return axes == 1
          ? Padding.of(0, pads[0], 0, pads[1])
          : Padding.of(pads[0], pads[1], pads[2], pads[3]);
    }
    if (Arrays.stream(pads).anyMatch(pad -> pad != 0)) {
      throw new UnsupportedNodeException(
          "pads", "is " + Arrays.toString(pads) + "; expected zeros beside auto_pad " + auto);
    }
    return switch (auto) {
      case "VALID" -> Padding.none();
      case "SAME_UPPER" -> Padding.Same.UPPER;
      case "SAME_LOWER" -> Padding.Same.LOWER;
      default ->
          throw new UnsupportedNodeException(
              "auto_pad", "is " + auto + "; expected NOTSET, VALID, SAME_UPPER or SAME_LOWER");
    };
  }
}
