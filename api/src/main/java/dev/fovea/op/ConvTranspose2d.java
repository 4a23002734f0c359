package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional transposed convolution (also: deconvolution, fractionally strided convolution),
 * the adjoint of {@link Conv2d} without bias, grouped and dilated, with a fused epilogue.
 *
 * <p>With icg = inChannels / groups and ocg = outChannels / groups, each input value is spread over
 * a window of the output:
 *
 * <pre>
 * dst[n, g ocg + oc, ih strideH - padTop + kh dilationH, iw strideW - padLeft + kw dilationW] +=
 *     src[n, g icg + ic, ih, iw] * weights[g icg + ic, oc, kh, kw]
 * </pre>
 *
 * What falls outside dst is dropped; bias, residual and activation follow.
 *
 * <p>Shapes: src [N, inChannels, H, W]; weights [inChannels, outChannels / groups, KH, KW]; bias
 * [outChannels]; dst [N, outChannels, OH, OW] with OH = strideH (H - 1) + outputPaddingH + extentH
 * - padTop - padBottom. With {@link Padding.Same} OH = H strideH; with an {@code outputSize} OH is
 * that. The padding total is then what remains, at least 0; SAME_UPPER puts the smaller half first,
 * anything else the larger.
 *
 * <p>Source: ONNX ConvTranspose-11.
 *
 * @param inChannels channels of src
 * @param outChannels channels of dst
 * @param window kernel, strides, dilations and padding
 * @param outputPadding rows and columns added behind, below stride or dilation
 * @param outputSize the size wanted, from which padding follows; null derives it from the padding
 * @param groups independent groups of channels; divides both channel counts
 * @param bias whether there is a bias input
 * @param epilogue what is fused behind
 */
public record ConvTranspose2d(
    int inChannels,
    int outChannels,
    Window2d window,
    Size2d outputPadding,
    @Nullable Size2d outputSize,
    int groups,
    boolean bias,
    Epilogue epilogue)
    implements Linear {

  /** Creates the operator; throws OperatorException if its parts contradict each other. */
  public ConvTranspose2d {
    Checks.channels("ConvTranspose2d", inChannels, outChannels, groups, window);
    require(
        fits(outputPadding.h(), window.strides().h(), window.dilations().h())
            && fits(outputPadding.w(), window.strides().w(), window.dilations().w()),
        "ConvTranspose2d",
        "output padding is %s; expected less than stride %s or dilation %s",
        outputPadding,
        window.strides(),
        window.dilations());
  }

  private static boolean fits(int outputPadding, int stride, int dilation) {
    return outputPadding >= 0 && outputPadding < Math.max(stride, dilation);
  }

  /** Returns a transposed convolution with bias, one group and nothing fused. */
  public static ConvTranspose2d of(int inChannels, int outChannels, Window2d window) {
    return new ConvTranspose2d(
        inChannels, outChannels, window, Size2d.ZERO, null, 1, true, Epilogue.NONE);
  }

  /** Returns this operator with another output padding. */
  public ConvTranspose2d outputPadding(Size2d changed) {
    return new ConvTranspose2d(
        inChannels, outChannels, window, changed, outputSize, groups, bias, epilogue);
  }

  /** Returns this operator with a wanted output size. */
  public ConvTranspose2d outputSize(Size2d changed) {
    return new ConvTranspose2d(
        inChannels, outChannels, window, outputPadding, changed, groups, bias, epilogue);
  }

  /** Returns this operator with another number of groups. */
  public ConvTranspose2d groups(int changed) {
    return new ConvTranspose2d(
        inChannels, outChannels, window, outputPadding, outputSize, changed, bias, epilogue);
  }

  @Override
  public ConvTranspose2d bias(boolean changed) {
    return new ConvTranspose2d(
        inChannels, outChannels, window, outputPadding, outputSize, groups, changed, epilogue);
  }

  @Override
  public ConvTranspose2d epilogue(Epilogue changed) {
    return new ConvTranspose2d(
        inChannels, outChannels, window, outputPadding, outputSize, groups, bias, changed);
  }

  /** {@inheritDoc} It is [inChannels, outChannels / groups, KH, KW]. */
  @Override
  public Shape weightsShape() {
    return Shape.of(inChannels, outChannels / groups, window.kernel().h(), window.kernel().w());
  }

  @Override
  public int outputs() {
    return outChannels;
  }

  @Override
  public int outputOf(int weight) {
    int outPerGroup = outChannels / groups;
    int kernel = weight / window.kernel().area();
    int group = kernel / outPerGroup / (inChannels / groups);
    return group * outPerGroup + kernel % outPerGroup;
  }

  @Override
  public int products() {
    int tapsH =
        (window.kernel().h() - 1) / phases(window.strides().h(), window.dilations().h()) + 1;
    int tapsW =
        (window.kernel().w() - 1) / phases(window.strides().w(), window.dilations().w()) + 1;
    return inChannels / groups * tapsH * tapsW;
  }

  /** Taps of one output position lie this many apart: kh dilation = const (mod stride). */
  private static int phases(int stride, int dilation) {
    int a = stride;
    int b = dilation;
    while (b != 0) {
      int rest = a % b;
      a = b;
      b = rest;
    }
    return stride / a;
  }

  /**
   * Returns rows and columns cut from the begin and end of the full output for this input size.
   *
   * @throws OperatorException if they, or the output, are more than an int counts
   */
  public Padding.Explicit pads(Size2d input) {
    if (outputSize == null && window.padding() instanceof Padding.Explicit explicit) {
      return explicit;
    }
    Size2d out = outputSizeFor(input);
    int vertical = cut(fullH(input.h()), out.h());
    int horizontal = cut(fullW(input.w()), out.w());
    boolean smallerFirst = window.padding() == Padding.Same.UPPER;
    int top = smallerFirst ? vertical / 2 : vertical - vertical / 2;
    int left = smallerFirst ? horizontal / 2 : horizontal - horizontal / 2;
    return Padding.of(top, left, vertical - top, horizontal - left);
  }

  private int cut(long full, int wanted) {
    long cut = Math.max(0, full - wanted);
    require(
        cut <= Integer.MAX_VALUE,
        type(),
        "output size %d cuts %d from %d; expected at most %d",
        wanted,
        cut,
        full,
        Integer.MAX_VALUE);
    return (int) cut;
  }

  private long fullH(int h) {
    return full(h, window.strides().h(), outputPadding.h(), window.extent().h());
  }

  private long fullW(int w) {
    return full(w, window.strides().w(), outputPadding.w(), window.extent().w());
  }

  private static long full(int in, int stride, int outputPadding, int extent) {
    return stride * (in - 1L) + outputPadding + extent;
  }

  private Size2d outputSizeFor(Size2d input) {
    long h;
    long w;
    if (outputSize != null) {
      h = outputSize.h();
      w = outputSize.w();
    } else if (window.padding() instanceof Padding.Explicit pads) {
      h = fullH(input.h()) - pads.top() - pads.bottom();
      w = fullW(input.w()) - pads.left() - pads.right();
    } else {
      h = (long) input.h() * window.strides().h();
      w = (long) input.w() * window.strides().w();
    }
    require(
        h >= 1 && w >= 1,
        type(),
        "output would be %dx%d; expected at least 1x1; reduce padding %s",
        h,
        w,
        window.padding());
    require(
        h <= Integer.MAX_VALUE && w <= Integer.MAX_VALUE,
        type(),
        "output would be %dx%d; expected at most %d along each axis; reduce stride %s",
        h,
        w,
        Integer.MAX_VALUE,
        window.strides());
    return new Size2d((int) h, (int) w);
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.floatInputs(this, inputs);
    TensorDesc src = inputs.get(0);
    Size2d in = Checks.map(this, src, inChannels, groups);
    Checks.weights(this, inputs);
    require(in.h() >= 1 && in.w() >= 1, type(), "input is %s; expected at least 1x1", in);
    Size2d out = outputSizeFor(in);
    // Asked for here so that an operator that was inferred can tell them.
    pads(in);
    TensorDesc dst = Checks.dst(this, src.shape().dim(0), outChannels, out.h(), out.w());
    return Checks.fused(this, inputs, dst);
  }

  /**
   * {@inheritDoc} Every input value meets every weight of its channel, cropped outputs included.
   */
  @Override
  public long multiplyAdds(List<TensorDesc> inputs) {
    infer(inputs);
    long perInput = (long) outChannels / groups * window.kernel().area();
    return Checks.multiplyAdds(this, inputs.get(0).shape().elements(), perInput);
  }

  @Override
  public ReceptiveField.Step receptiveFieldStep(List<TensorDesc> inputs) {
    Shape src = inputs.get(0).shape();
    Padding.Explicit pads = pads(new Size2d(src.dim(2), src.dim(3)));
    return new ReceptiveField.Step(
        window.extent(), Size2d.ONE, window.strides(), pads.top(), pads.left());
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.convTranspose2d(this, inputs, options);
  }
}
