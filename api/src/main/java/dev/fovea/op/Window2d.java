package dev.fovea.op;

import static dev.fovea.op.Checks.require;

/**
 * A window that slides over an image: what convolution and pooling have in common.
 *
 * <p>Along each axis, with extent e = (kernel - 1) * dilation + 1 and input i: output = floor((i +
 * begin + end - e) / stride) + 1. With {@link Rounding#CEIL} the division rounds up, but a window
 * that would start behind the input and its begin padding is dropped. With {@link Padding.Same} the
 * output is ceil(i / stride), whatever the rounding.
 *
 * <p>Source: ONNX Conv-11, MaxPool-12, AveragePool-19; Dumoulin and Visin, A guide to convolution
 * arithmetic for deep learning (2016).
 *
 * @param kernel taps along each axis
 * @param strides distance between two windows
 * @param dilations distance between two taps
 * @param padding how far the window reaches over the edges
 */
public record Window2d(Size2d kernel, Size2d strides, Size2d dilations, Padding padding) {

  /** How a last window that only partly fits is treated. */
  public enum Rounding {
    /** It is dropped. */
    FLOOR,
    /** It is kept if it starts inside the input or the begin padding. */
    CEIL
  }

  /** Creates a window; throws OperatorException if an extent is below 1. */
  public Window2d {
    positive("kernel", kernel);
    positive("stride", strides);
    positive("dilation", dilations);
    try {
      extent(kernel, dilations).area();
    } catch (ArithmeticException e) {
      throw new OperatorException(
          "Window2d", "kernel " + kernel + " with dilation " + dilations + " overflows an int");
    }
  }

  /** Returns a dense k by k window with stride 1 and no padding. */
  public static Window2d of(int k) {
    return of(Size2d.square(k));
  }

  /** Returns a dense window with stride 1 and no padding. */
  public static Window2d of(Size2d kernel) {
    return new Window2d(kernel, Size2d.ONE, Size2d.ONE, Padding.none());
  }

  /** Returns this window with another stride. */
  public Window2d stride(int stride) {
    return strides(Size2d.square(stride));
  }

  /** Returns this window with other strides. */
  public Window2d strides(Size2d changed) {
    return new Window2d(kernel, changed, dilations, padding);
  }

  /** Returns this window with another dilation. */
  public Window2d dilation(int dilation) {
    return dilations(Size2d.square(dilation));
  }

  /** Returns this window with other dilations. */
  public Window2d dilations(Size2d changed) {
    return new Window2d(kernel, strides, changed, padding);
  }

  /** Returns this window with the same explicit padding on all sides. */
  public Window2d pad(int all) {
    return pad(Padding.of(all));
  }

  /** Returns this window with another padding. */
  public Window2d pad(Padding changed) {
    return new Window2d(kernel, strides, dilations, changed);
  }

  /** Returns the input positions between the first and the last tap, both counted. */
  public Size2d extent() {
    return extent(kernel, dilations);
  }

  /** Returns the padding in rows and columns for an input of this size. */
  public Padding.Explicit pads(Size2d input) {
    if (padding instanceof Padding.Explicit explicit) {
      return explicit;
    }
    Size2d extent = extent();
    int vertical = sameTotal(input.h(), extent.h(), strides.h());
    int horizontal = sameTotal(input.w(), extent.w(), strides.w());
    boolean upper = padding == Padding.Same.UPPER;
    int top = upper ? vertical / 2 : vertical - vertical / 2;
    int left = upper ? horizontal / 2 : horizontal - horizontal / 2;
    return Padding.of(top, left, vertical - top, horizontal - left);
  }

  /**
   * Returns the number of window positions along each axis.
   *
   * @throws OperatorException if not even one window fits
   */
  Size2d outputSize(String operator, Size2d input, Rounding rounding) {
    Padding.Explicit pads = pads(input);
    Size2d extent = extent();
    long h = positions(input.h(), pads.top(), pads.bottom(), extent.h(), strides.h(), rounding);
    long w = positions(input.w(), pads.left(), pads.right(), extent.w(), strides.w(), rounding);
    require(
        h >= 1 && w >= 1,
        operator,
        "input is %s with padding %s; expected at least the window's extent %s; %s",
        input,
        pads,
        extent,
        this);
    require(
        h <= Integer.MAX_VALUE && w <= Integer.MAX_VALUE,
        operator,
        "output would be %dx%d; expected at most %d along each axis; reduce padding %s",
        h,
        w,
        Integer.MAX_VALUE,
        pads);
    return new Size2d((int) h, (int) w);
  }

  private long positions(int in, int begin, int end, int extent, int stride, Rounding rounding) {
    if (padding instanceof Padding.Same) {
      return ceilDiv(in, stride);
    }
    long room = (long) in + begin + end - extent;
    if (room < 0) {
      return 0;
    }
    long floor = room / stride + 1;
    boolean partlyFits = room % stride != 0 && floor * stride < (long) in + begin;
    return rounding == Rounding.CEIL && partlyFits ? floor + 1 : floor;
  }

  private static int sameTotal(int in, int extent, int stride) {
    // Below the extent, since the last window starts inside the input.
    return (int) Math.max(0, (ceilDiv(in, stride) - 1) * stride + extent - in);
  }

  /** Returns a / b, rounded up; for a of 0 or more and b of 1 or more. */
  static long ceilDiv(long a, long b) {
    return (a + b - 1) / b;
  }

  private static Size2d extent(Size2d kernel, Size2d dilations) {
    return new Size2d(
        Math.addExact(Math.multiplyExact(kernel.h() - 1, dilations.h()), 1),
        Math.addExact(Math.multiplyExact(kernel.w() - 1, dilations.w()), 1));
  }

  private static void positive(String what, Size2d size) {
    require(
        size.h() >= 1 && size.w() >= 1, "Window2d", "%s is %s; expected at least 1x1", what, size);
  }

  @Override
  public String toString() {
    return String.format(
        "kernel %s stride %s dilation %s pad %s", kernel, strides, dilations, padding);
  }
}
