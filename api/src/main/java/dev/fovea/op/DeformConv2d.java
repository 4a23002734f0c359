package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * Deformable convolution: a convolution each of whose taps is moved by an offset that is computed,
 * and weighed by a mask if there is one.
 *
 * <p>For output channel oc in group g = oc / (outChannels / groups), with icg = inChannels /
 * groups, c = g icg + ic, d = c / (inChannels / offsetGroups) and k = kh KW + kw:
 *
 * <pre>
 * dst[n, oc, oh, ow] = bias[oc] + sum over ic &lt; icg, kh, kw of
 *     weights[oc, ic, kh, kw] * mask[n, d KH KW + k, oh, ow] * src(n, c, y, x)
 * y = oh strideH - padTop + kh dilationH + offset[n, 2 (d KH KW + k), oh, ow]
 * x = ow strideW - padLeft + kw dilationW + offset[n, 2 (d KH KW + k) + 1, oh, ow]
 * </pre>
 *
 * src(n, c, y, x) is the sum of src[n, c, ih, iw] (1 - |y - ih|) (1 - |x - iw|) over the four
 * places around, ih = floor(y), floor(y) + 1 and iw = floor(x), floor(x) + 1. Places outside src,
 * an infinite offset's among them, and weights of zero are not read; a NaN offset gives NaN. y and
 * x are double.
 *
 * <p>Shapes: src [N, inChannels, H, W]; weights [outChannels, inChannels / groups, KH, KW]; offset
 * [N, 2 offsetGroups KH KW, OH, OW]; bias [outChannels]; mask [N, offsetGroups KH KW, OH, OW]; dst
 * [N, outChannels, OH, OW]; sizes round down ({@link Window2d}). Source: ONNX DeformConv-22; Dai et
 * al., Deformable convolutional networks (2017); Zhu et al., Deformable ConvNets v2 (2018).
 *
 * @param inChannels channels of src
 * @param outChannels channels of dst
 * @param window kernel, strides, dilations and padding
 * @param groups independent groups of channels; divides both channel counts
 * @param offsetGroups groups of input channels that share their offsets; divides inChannels
 * @param bias whether there is a bias input
 * @param mask whether there is a mask input
 */
public record DeformConv2d(
    int inChannels,
    int outChannels,
    Window2d window,
    int groups,
    int offsetGroups,
    boolean bias,
    boolean mask)
    implements Op {

  /** Creates the operator; throws OperatorException if its parts contradict each other. */
  public DeformConv2d {
    Checks.channels("DeformConv2d", inChannels, outChannels, groups, window);
    require(
        offsetGroups >= 1 && inChannels % offsetGroups == 0,
        "DeformConv2d",
        "offset groups are %d; expected a divisor of %d input channels",
        offsetGroups,
        inChannels);
  }

  /** Returns a deformable convolution of one group, with bias and without mask. */
  public static DeformConv2d of(int inChannels, int outChannels, Window2d window) {
    return new DeformConv2d(inChannels, outChannels, window, 1, 1, true, false);
  }

  /** Returns this operator with other numbers of groups. */
  public DeformConv2d groups(int changed, int changedOffsets) {
    return new DeformConv2d(inChannels, outChannels, window, changed, changedOffsets, bias, mask);
  }

  /** Returns this operator with or without a bias input. */
  public DeformConv2d bias(boolean changed) {
    return new DeformConv2d(inChannels, outChannels, window, groups, offsetGroups, changed, mask);
  }

  /** Returns this operator with or without a mask input. */
  public DeformConv2d mask(boolean changed) {
    return new DeformConv2d(inChannels, outChannels, window, groups, offsetGroups, bias, changed);
  }

  /** Returns [outChannels, inChannels / groups, KH, KW]. */
  public Shape weightsShape() {
    return Shape.of(outChannels, inChannels / groups, window.kernel().h(), window.kernel().w());
  }

  /** Returns the number of products behind one output value. */
  public int products() {
    return inChannels / groups * window.kernel().area();
  }

  /** {@inheritDoc} They are src, weights, offset, and bias and mask if there are any. */
  @Override
  public List<Port> inputs() {
    List<Port> ports = new ArrayList<>(5);
    ports.add(Port.data("src"));
    ports.add(Port.parameter("weights"));
    ports.add(Port.data("offset"));
    if (bias) {
      ports.add(Port.parameter("bias"));
    }
    if (mask) {
      ports.add(Port.data("mask"));
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
    Size2d in = new Size2d(src.shape().dim(2), src.shape().dim(3));
    Size2d out = window.outputSize(type(), in, Window2d.Rounding.FLOOR);
    int images = src.shape().dim(0);
    int taps = Math.multiplyExact(offsetGroups, window.kernel().area());
    Shape offsets = Checks.dstShape(this, images, 2L * taps, out.h(), out.w());
    Checks.shape(this, "offset", inputs.get(2), offsets);
    if (bias) {
      Checks.shape(this, "bias", inputs.get(3), Shape.of(outChannels));
    }
    if (mask) {
      Checks.shape(this, "mask", inputs.get(inputs.size() - 1), offsets.with(1, taps));
    }
    return List.of(Checks.dst(this, images, outChannels, out.h(), out.w()));
  }

  @Override
  public long parameterCount() {
    return weightsShape().elements() + (bias ? outChannels : 0);
  }

  /** {@inheritDoc} The products with weights; sampling, as pooling, does not count. */
  @Override
  public long multiplyAdds(List<TensorDesc> inputs) {
    return Checks.multiplyAdds(this, infer(inputs).get(0).shape().elements(), products());
  }

  /** {@inheritDoc} That of the window at rest: offsets are not known before the run. */
  @Override
  public ReceptiveField.Step receptiveFieldStep(List<TensorDesc> inputs) {
    Shape src = inputs.get(0).shape();
    return ReceptiveField.Step.of(window, new Size2d(src.dim(2), src.dim(3)));
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.deformConv2d(this, inputs, options);
  }
}
