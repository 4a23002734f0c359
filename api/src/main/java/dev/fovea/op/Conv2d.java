package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.op.Window2d.Rounding;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
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

  /** Creates the operator; throws OperatorException if groups do not divide the channels. */
  public Conv2d {
    require(
        inChannels >= 1 && outChannels >= 1,
        "Conv2d",
        "channels are %d -> %d; expected at least 1",
        inChannels,
        outChannels);
    require(
        groups >= 1 && inChannels % groups == 0 && outChannels % groups == 0,
        "Conv2d",
        "groups is %d; expected a divisor of %d input and %d output channels",
        groups,
        inChannels,
        outChannels);
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
    return of(channels, Math.multiplyExact(channels, multiplier), window).groups(channels);
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
    return Math.multiplyExact(inChannels / groups, window.kernel().area());
  }

  @Override
  public List<Port> inputs() {
    return convolutionPorts(bias, epilogue);
  }

  /** Convolution, transposed convolution and dense have the same inputs. */
  static List<Port> convolutionPorts(boolean bias, Epilogue epilogue) {
    List<Port> ports = new ArrayList<>(4);
    ports.add(Port.data("src"));
    ports.add(Port.parameter("weights"));
    if (bias) {
      ports.add(Port.parameter("bias"));
    }
    if (epilogue.residual()) {
      ports.add(Port.data("residual"));
    }
    return List.copyOf(ports);
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.floatInputs(this, inputs);
    TensorDesc src = inputs.get(0);
    Checks.rank(this, src, 4, "N,C,H,W");
    require(
        src.shape().dim(1) == inChannels,
        type(),
        "input has %d channels; expected %d (weight %s, groups %d)",
        src.shape().dim(1),
        inChannels,
        weightsShape(),
        groups);
    Checks.shape(this, "weights", inputs.get(1), weightsShape());
    if (bias) {
      Checks.shape(this, "bias", inputs.get(2), Shape.of(outChannels));
    }
    Size2d out =
        window.outputSize(
            type(), new Size2d(src.shape().dim(2), src.shape().dim(3)), Rounding.FLOOR);
    Shape dst = Shape.of(src.shape().dim(0), outChannels, out.h(), out.w());
    if (epilogue.residual()) {
      Checks.shape(this, "residual", inputs.get(inputs.size() - 1), dst);
    }
    return List.of(TensorDesc.of(dst));
  }

  @Override
  public long parameterCount() {
    return weightsShape().elements() + (bias ? outChannels : 0);
  }

  @Override
  public long multiplyAdds(List<TensorDesc> inputs) {
    return Math.multiplyExact(infer(inputs).get(0).shape().elements(), (long) products());
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
