package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.op.Window2d.Rounding;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Two-dimensional convolution, grouped and dilated, with a fused epilogue.
 *
 * <p>For output channel oc in group g = oc / (outChannels / groups), with icg = inChannels /
 * groups:
 *
 * <pre>
 * dst[n, oc, oh, ow] = activation(bias[oc] + residual[n, oc, oh, ow] + sum over ic &lt; icg, kh, kw of
 *     weights[oc, ic, kh, kw]
 *     * src[n, g icg + ic, oh strideH - padTop + kh dilationH, ow strideW - padLeft + kw dilationW])
 * </pre>
 *
 * Positions outside src count as zero. {@link Mode#CONVOLUTION} reads weights[oc, ic, KH-1-kh,
 * KW-1-kw] instead.
 *
 * <p>Shapes: src [N, inChannels, H, W]; weights [outChannels, inChannels / groups, KH, KW]; bias
 * [outChannels]; residual and dst [N, outChannels, OH, OW]; sizes round down ({@link Window2d}).
 * Depthwise is groups = inChannels; outChannels / inChannels is the depth multiplier.
 *
 * <p>Source: ONNX Conv-11.
 *
 * @param inChannels channels of src
 * @param outChannels channels of dst
 * @param window kernel, strides, dilations and padding
 * @param groups independent groups of channels; divides both channel counts
 * @param mode cross-correlation, or true convolution
 * @param bias whether there is a bias input
 * @param epilogue what is fused behind
 */
public record Conv2d(
    int inChannels,
    int outChannels,
    Window2d window,
    int groups,
    Mode mode,
    boolean bias,
    Epilogue epilogue)
    implements Linear {

  /** Which way the kernel is read. */
  public enum Mode {
    /** As stored: what every deep-learning framework calls convolution. */
    CROSS_CORRELATION,
    /** Turned by 180 degrees: the convolution of signal processing. */
    CONVOLUTION
  }

  /** Creates the operator; throws OperatorException if its parts contradict each other. */
  public Conv2d {
    Checks.channels("Conv2d", inChannels, outChannels, groups, window);
  }

  /** Returns a cross-correlation with bias, one group and nothing fused. */
  public static Conv2d of(int inChannels, int outChannels, Window2d window) {
    return new Conv2d(
        inChannels, outChannels, window, 1, Mode.CROSS_CORRELATION, true, Epilogue.NONE);
  }

  /**
   * Returns a depthwise convolution: every input channel has {@code multiplier} kernels of its own.
   */
  public static Conv2d depthwise(int channels, int multiplier, Window2d window) {
    require(
        (long) channels * multiplier <= Integer.MAX_VALUE,
        "Conv2d",
        "channels are %d with multiplier %d; expected a product of at most %d",
        channels,
        multiplier,
        Integer.MAX_VALUE);
    return of(channels, channels * multiplier, window).groups(channels);
  }

  /** Returns this operator with another number of groups. */
  public Conv2d groups(int changed) {
    return new Conv2d(inChannels, outChannels, window, changed, mode, bias, epilogue);
  }

  /** Returns this operator in another mode. */
  public Conv2d mode(Mode changed) {
    return new Conv2d(inChannels, outChannels, window, groups, changed, bias, epilogue);
  }

  @Override
  public Conv2d bias(boolean changed) {
    return new Conv2d(inChannels, outChannels, window, groups, mode, changed, epilogue);
  }

  @Override
  public Conv2d epilogue(Epilogue changed) {
    return new Conv2d(inChannels, outChannels, window, groups, mode, bias, changed);
  }

  /** {@inheritDoc} It is [outChannels, inChannels / groups, KH, KW]. */
  @Override
  public Shape weightsShape() {
    return Shape.of(outChannels, inChannels / groups, window.kernel().h(), window.kernel().w());
  }

  @Override
  public int outputs() {
    return outChannels;
  }

  @Override
  public int outputOf(int weight) {
    return weight / products();
  }

  @Override
  public int products() {
    return inChannels / groups * window.kernel().area();
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.floatInputs(this, inputs);
    TensorDesc src = inputs.get(0);
    Size2d in = Checks.map(this, src, inChannels, groups);
    Checks.weights(this, inputs);
    Size2d out = window.outputSize(type(), in, Rounding.FLOOR);
    TensorDesc dst = Checks.dst(this, src.shape().dim(0), outChannels, out.h(), out.w());
    return Checks.fused(this, inputs, dst);
  }

  @Override
  public long multiplyAdds(List<TensorDesc> inputs) {
    return Checks.multiplyAdds(this, infer(inputs).get(0).shape().elements(), products());
  }

  @Override
  public ReceptiveField.Step receptiveFieldStep(List<TensorDesc> inputs) {
    Shape src = inputs.get(0).shape();
    return ReceptiveField.Step.of(window, new Size2d(src.dim(2), src.dim(3)));
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.conv2d(this, inputs, options);
  }
}
