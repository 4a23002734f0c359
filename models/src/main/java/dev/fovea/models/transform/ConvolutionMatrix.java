package dev.fovea.models.transform;

import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Linear;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A convolution written out as the matrix it is: y = M x + b.
 *
 * <p>x is the map [IC, H, W] and y the map [OC, OH, OW], each as one column in row-major order, so
 * that M is [OC OH OW, IC H W]. Every entry is a weight or zero: for cross-correlation in group g
 *
 * <pre>
 * M[(oc, oh, ow), (g icg + ic, ih, iw)] = weights[oc, ic, kh, kw]
 *     where ih = oh strideH - padTop + kh dilationH, iw = ow strideW - padLeft + kw dilationW
 * </pre>
 *
 * With stride 1 each pair of channels is a doubly blocked Toeplitz matrix: blocks repeat along
 * their diagonals, and values along the diagonals of the blocks. The transposed matrix is that of
 * the transposed convolution with the same weights ({@link #adjoint}), which is where that gets its
 * name.
 *
 * <p>Immutable and thread-safe. Source: Dumoulin and Visin, A guide to convolution arithmetic for
 * deep learning (2016), section 4.1.
 */
public final class ConvolutionMatrix {
  /** The most entries that are written out. */
  public static final int MAX_ENTRIES = 1 << 24;

  private final Shape src;
  private final Shape dst;
  private final int columns;
  private final float[] entries;

  private ConvolutionMatrix(Shape src, Shape dst, float[] entries) {
    this.src = src;
    this.dst = dst;
    this.columns = (int) src.elements();
    this.entries = entries;
  }

  /**
   * Writes out a convolution; bias and activation are not part of the matrix.
   *
   * @param input height and width of its input
   * @param weights as {@link Conv2d} describes them
   * @throws IllegalArgumentException if the operator does not fit, or the matrix would have more
   *     than {@link #MAX_ENTRIES}
   */
  public static ConvolutionMatrix of(Conv2d op, Size2d input, Tensor weights) {
    ConvolutionMatrix matrix = empty(op, op.inChannels(), input, weights);
    boolean turned = op.mode() == Conv2d.Mode.CONVOLUTION;
    Window2d window = op.window();
    Padding.Explicit pads = window.pads(input);
    int icg = op.inChannels() / op.groups();
    int area = window.kernel().area();
    float[] values = weights.toFloats();
    for (int oc = 0; oc < op.outChannels(); oc++) {
      int firstChannel = oc / (op.outChannels() / op.groups()) * icg;
      for (int ic = 0; ic < icg; ic++) {
        for (int tap = 0; tap < area; tap++) {
          float weight = values[(oc * icg + ic) * area + (turned ? area - 1 - tap : tap)];
          matrix.spread(weight, oc, firstChannel + ic, tap, window, pads, false);
        }
      }
    }
    return matrix;
  }

  /**
   * Writes out a transposed convolution; bias and activation are not part of the matrix.
   *
   * @param input height and width of its input
   * @param weights as {@link ConvTranspose2d} describes them
   * @throws IllegalArgumentException if the operator does not fit, or the matrix would have more
   *     than {@link #MAX_ENTRIES}
   */
  public static ConvolutionMatrix of(ConvTranspose2d op, Size2d input, Tensor weights) {
    ConvolutionMatrix matrix = empty(op, op.inChannels(), input, weights);
    Window2d window = op.window();
    Padding.Explicit pads = op.pads(input);
    int ocg = op.outChannels() / op.groups();
    int area = window.kernel().area();
    float[] values = weights.toFloats();
    for (int ic = 0; ic < op.inChannels(); ic++) {
      int firstChannel = ic / (op.inChannels() / op.groups()) * ocg;
      for (int oc = 0; oc < ocg; oc++) {
        for (int tap = 0; tap < area; tap++) {
          float weight = values[(ic * ocg + oc) * area + tap];
          matrix.spread(weight, ic, firstChannel + oc, tap, window, pads, true);
        }
      }
    }
    return matrix;
  }

  private static ConvolutionMatrix empty(Linear op, int channels, Size2d input, Tensor weights) {
    Shape src = Shape.of(channels, input.h(), input.w());
    Linear bare = op.bias(false).epilogue(Epilogue.NONE);
    TensorDesc picture = TensorDesc.of(1, channels, input.h(), input.w());
    Shape made = bare.infer(List.of(picture, TensorDesc.of(weights.shape()))).get(0).shape();
    Shape dst = Shape.of(made.dim(1), made.dim(2), made.dim(3));
    if (src.elements() > MAX_ENTRIES || dst.elements() > MAX_ENTRIES / src.elements()) {
      throw new IllegalArgumentException(
          "ConvolutionMatrix: "
              + op.type()
              + " of "
              + src
              + " to "
              + dst
              + " is a matrix of "
              + dst.elements()
              + " x "
              + src.elements()
              + "; expected at most "
              + MAX_ENTRIES
              + " entries; take a smaller map or fewer channels");
    }
    return new ConvolutionMatrix(src, dst, new float[(int) (dst.elements() * src.elements())]);
  }

  /**
   * Writes one weight to every place where its tap connects a position of the map whose windows
   * slide ("windows") with one of the map they slide over ("taps").
   */
  private void spread(
      float weight,
      int windowChannel,
      int tapChannel,
      int tap,
      Window2d window,
      Padding.Explicit pads,
      boolean transposed) {
    Shape windows = transposed ? src : dst;
    Shape taps = transposed ? dst : src;
    int kh = tap / window.kernel().w();
    int kw = tap % window.kernel().w();
    for (int wh = 0; wh < windows.dim(1); wh++) {
      long th = (long) wh * window.strides().h() - pads.top() + (long) kh * window.dilations().h();
      for (int ww = 0; ww < windows.dim(2) && th >= 0 && th < taps.dim(1); ww++) {
        long tw =
            (long) ww * window.strides().w() - pads.left() + (long) kw * window.dilations().w();
        if (tw >= 0 && tw < taps.dim(2)) {
          int ofWindow = (windowChannel * windows.dim(1) + wh) * windows.dim(2) + ww;
          int ofTap = (tapChannel * taps.dim(1) + (int) th) * taps.dim(2) + (int) tw;
          int row = transposed ? ofTap : ofWindow;
          int column = transposed ? ofWindow : ofTap;
          entries[row * columns + column] = weight;
        }
      }
    }
  }

  /**
   * Returns the transposed convolution whose matrix, with the same weights, is this convolution's
   * transposed: it leads from the output back to the size of the input. It has no bias.
   *
   * @param input height and width of the convolution's input
   * @throws IllegalArgumentException if the convolution turns its kernel, which transposed
   *     convolution does not
   */
  public static ConvTranspose2d adjoint(Conv2d op, Size2d input) {
    if (op.mode() == Conv2d.Mode.CONVOLUTION) {
      throw new IllegalArgumentException(
          "ConvolutionMatrix: mode is CONVOLUTION; expected CROSS_CORRELATION; turn the weights");
    }
    Window2d window = op.window();
    Padding.Explicit pads = window.pads(input);
    Size2d extent = window.extent();
    int restH = (input.h() + pads.top() + pads.bottom() - extent.h()) % window.strides().h();
    int restW = (input.w() + pads.left() + pads.right() - extent.w()) % window.strides().w();
    return ConvTranspose2d.of(op.outChannels(), op.inChannels(), window.pad(pads))
        .outputPadding(new Size2d(restH, restW))
        .groups(op.groups())
        .bias(false);
  }

  /** Returns the shape of x, [IC, H, W]. */
  public Shape src() {
    return src;
  }

  /** Returns the shape of y, [OC, OH, OW]. */
  public Shape dst() {
    return dst;
  }

  /** Returns the number of rows, one for each value of y. */
  public int rows() {
    return (int) dst.elements();
  }

  /** Returns the number of columns, one for each value of x. */
  public int columns() {
    return columns;
  }

  /** Returns an entry; throws IndexOutOfBoundsException outside. */
  public float at(int row, int column) {
    Objects.checkIndex(row, rows());
    Objects.checkIndex(column, columns);
    return entries[row * columns + column];
  }

  /** Returns how many entries are not zero: the products that a convolution really needs. */
  public int nonZeros() {
    int count = 0;
    for (float entry : entries) {
      count += entry != 0 ? 1 : 0;
    }
    return count;
  }

  /** Returns the transposed matrix. */
  public ConvolutionMatrix transposed() {
    float[] turned = new float[entries.length];
    int rows = rows();
    for (int i = 0; i < entries.length; i++) {
      turned[i % columns * rows + i / columns] = entries[i];
    }
    return new ConvolutionMatrix(dst, src, turned);
  }

  /** Tells whether another matrix has the same entries between the same shapes. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ConvolutionMatrix matrix
        && src.equals(matrix.src)
        && dst.equals(matrix.dst)
        && Arrays.equals(entries, matrix.entries);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(entries);
  }

  @Override
  public String toString() {
    return "ConvolutionMatrix " + rows() + " x " + columns + " from " + src + " to " + dst;
  }

  /** Returns the matrix as the weights of a fully connected layer; the caller closes them. */
  public Tensor toTensor() {
    return Tensor.of(Shape.of(rows(), columns), entries);
  }
}
