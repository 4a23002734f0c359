package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.ints;
import static dev.fovea.models.support.Models.text;

import java.util.Arrays;

/** Random convolutions and poolings, 1-D and 2-D. */
final class RandomWindows {
  private final RandomCase made;
  private final int axes;
  private final int[] kernel;
  private final int[] strides;
  private final int[] dilations;
  private final int[] pads;
  private final String auto;

  private RandomWindows(RandomCase made, boolean dilated, boolean pooling) {
    this.made = made;
    this.axes = made.between(1, 2);
    this.kernel = perAxis(1, 4);
    this.strides = perAxis(1, 3);
    this.dilations = dilated ? perAxis(1, 3) : perAxis(1, 1);
    this.auto =
        made.chance(50)
            ? "NOTSET"
            : new String[] {"VALID", "SAME_UPPER", "SAME_LOWER"}[made.between(0, 2)];
    this.pads = new int[2 * axes];
    if (auto.equals("NOTSET") && made.chance(70)) {
      // ONNX Runtime wants pooling's padding below the kernel, Fovea below the extent.
      Arrays.setAll(
          pads, i -> made.between(0, pooling ? kernel[i % axes] - 1 : extent(i % axes) - 1));
    }
  }

  /**
   * Leaves out what ONNX Runtime 1.29 does otherwise than ONNX says; {@link OnnxSpecificationTest}
   * has it. All of it is auto_pad SAME. Pooling: padding follows from the dilated kernel
   * (MaxPool-12, AveragePool-19: pad_shape), ONNX Runtime takes the undilated one. Pooling with a
   * stride beyond the kernel: padding is at least 0 (ONNX's shape inference, ONNX Runtime's own
   * convolution), ONNX Runtime's pooling crops. ConvTranspose with a stride beyond the kernel: the
   * output is input times stride (ConvTranspose-11), ONNX Runtime's is shorter.
   */
  private RandomWindows whereBothFollowOnnx(boolean pooling) {
    for (int axis = 0; axis < axes && auto.startsWith("SAME"); axis++) {
      dilations[axis] = pooling ? 1 : dilations[axis];
      strides[axis] = Math.min(strides[axis], extent(axis));
    }
    return this;
  }

  private int[] perAxis(int least, int most) {
    int[] values = new int[axes];
    Arrays.setAll(values, axis -> made.between(least, most));
    return values;
  }

  private int extent(int axis) {
    return (kernel[axis] - 1) * dilations[axis] + 1;
  }

  /** Writes the attributes; some that hold the default are left out. */
  private void attributes(boolean kernelRequired, boolean dilated) {
    if (kernelRequired || made.chance(50)) {
      made.with(ints("kernel_shape", kernel));
    }
    if (Arrays.stream(strides).anyMatch(s -> s != 1) || made.chance(50)) {
      made.with(ints("strides", strides));
    }
    if (dilated && (Arrays.stream(dilations).anyMatch(d -> d != 1) || made.chance(50))) {
      made.with(ints("dilations", dilations));
    }
    if (Arrays.stream(pads).anyMatch(p -> p != 0)) {
      made.with(ints("pads", pads));
    }
    if (!auto.equals("NOTSET") || made.chance(30)) {
      made.with(text("auto_pad", auto));
    }
  }

  private int[] shape(int n, int channels, int[] spatial) {
    int[] shape = new int[axes + 2];
    shape[0] = n;
    shape[1] = channels;
    System.arraycopy(spatial, 0, shape, 2, axes);
    return shape;
  }

  /** Returns extents into which at least one window fits. */
  private int[] inputSize() {
    int[] size = new int[axes];
    Arrays.setAll(
        size,
        axis -> {
          boolean same = auto.startsWith("SAME");
          int least = same ? 1 : Math.max(1, extent(axis) - pads[axis] - pads[axis + axes]);
          return made.between(least, least + 8);
        });
    return size;
  }

  static void conv(RandomCase made) {
    RandomWindows windows = new RandomWindows(made, true, false);
    int groups = made.chance(50) ? 1 : made.between(2, 4);
    boolean depthwise = made.chance(40);
    int inPerGroup = depthwise ? 1 : made.between(1, 3);
    int outPerGroup = made.between(1, 3);
    made.input(
        "x", false, windows.shape(made.between(1, 3), groups * inPerGroup, windows.inputSize()));
    made.input("w", true, windows.shape(groups * outPerGroup, inPerGroup, windows.kernel));
    windows.finishConvolution(groups, groups * outPerGroup);
  }

  static void convTranspose(RandomCase made) {
    RandomWindows windows = new RandomWindows(made, true, false).whereBothFollowOnnx(false);
    int groups = made.chance(50) ? 1 : made.between(2, 3);
    int inPerGroup = made.between(1, 3);
    int outPerGroup = made.between(1, 3);
    int[] size = windows.perAxis(1, 6);
    made.input("x", false, windows.shape(made.between(1, 2), groups * inPerGroup, size));
    made.input("w", true, windows.shape(groups * inPerGroup, outPerGroup, windows.kernel));
    windows.transposedAttributes(size);
    windows.finishConvolution(groups, groups * outPerGroup);
  }

  private void transposedAttributes(int[] size) {
    int[] outputPadding = new int[axes];
    if (made.chance(40)) {
      Arrays.setAll(
          outputPadding, axis -> made.between(0, Math.max(strides[axis], dilations[axis]) - 1));
      made.with(ints("output_padding", outputPadding));
    }
    if (made.chance(25)) {
      int[] wanted = new int[axes];
      Arrays.setAll(
          wanted,
          axis -> {
            int full = strides[axis] * (size[axis] - 1) + outputPadding[axis] + extent(axis);
            return made.between(Math.max(1, full - extent(axis)), full);
          });
      made.with(ints("output_shape", wanted));
    }
  }

  private void finishConvolution(int groups, int outChannels) {
    if (made.chance(50)) {
      made.input("b", true, outChannels);
    }
    if (groups > 1 || made.chance(30)) {
      made.with(integer("group", groups));
    }
    attributes(false, true);
  }

  static void maxPool(RandomCase made) {
    boolean dilated = made.opset >= 10;
    RandomWindows windows = new RandomWindows(made, dilated, true).whereBothFollowOnnx(true);
    windows.pool(dilated);
    if (made.opset >= 8 && made.chance(40)) {
      made.secondOutput();
      if (made.chance(50)) {
        made.with(integer("storage_order", made.between(0, 1)));
      }
    }
    if (made.opset >= 10 && made.chance(50)) {
      made.with(integer("ceil_mode", made.between(0, 1)));
    }
  }

  static void averagePool(RandomCase made) {
    boolean dilated = made.opset >= 19;
    RandomWindows windows = new RandomWindows(made, dilated, true).whereBothFollowOnnx(true);
    windows.pool(dilated);
    if (made.opset >= 10 && made.chance(50)) {
      made.with(integer("ceil_mode", made.between(0, 1)));
    }
    if (made.chance(50)) {
      made.with(integer("count_include_pad", made.between(0, 1)));
    }
  }

  static void lpPool(RandomCase made) {
    boolean dilated = made.opset >= 18;
    RandomWindows windows = new RandomWindows(made, dilated, true).whereBothFollowOnnx(true);
    windows.pool(dilated);
    if (made.opset >= 18 && made.chance(50)) {
      made.with(integer("ceil_mode", made.between(0, 1)));
    }
    if (made.chance(70)) {
      made.with(integer("p", made.between(1, 4)));
    }
  }

  private void pool(boolean dilated) {
    made.input("x", false, shape(made.between(1, 2), made.between(1, 3), inputSize()));
    attributes(true, dilated);
  }
}
