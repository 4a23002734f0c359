package dev.fovea.conformance.mutants;

import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.portable.PortableActivation;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** A plain transposed convolution that spreads its inputs; each mutant changes one line. */
final class MutantConvTranspose2d implements KernelBody {
  private final Mutant mutant;
  private final ConvTranspose2d op;
  private final Operands operands;

  private MutantConvTranspose2d(Mutant mutant, ConvTranspose2d op, Operands operands) {
    this.mutant = mutant;
    this.op = op;
    this.operands = operands;
  }

  static Plan plan(
      Mutant mutant, ConvTranspose2d op, List<TensorDesc> inputs, PlanOptions options) {
    int ulps = PortableActivation.ulps(op.epilogue().activation());
    return Plan.of(op, inputs, options)
        .build(
            "reference:conv_transpose2d:mutant",
            new ErrorModel.Direct(op.products(), ulps),
            operands -> new MutantConvTranspose2d(mutant, op, operands));
  }

  @Override
  public void run(Call call) {
    if (mutant == Mutant.TRANSPOSED_DST_CLEARED_FIRST) {
      Tensor dst = call.dsts().get(0);
      dst.copyFrom(new float[(int) dst.shape().elements()]);
    }
    call.workers().run(call.dsts().get(0).desc().images(), call, this::image);
  }

  private void image(Call call, int n, int worker) {
    Tensor src = operands.get(0, call);
    Tensor dst = call.dsts().get(0);
    Shape shape = dst.shape();
    double[] sums = new double[op.outChannels() * shape.dim(2) * shape.dim(3)];
    boolean[] reached = new boolean[sums.length];
    for (int ic = 0; ic < op.inChannels(); ic++) {
      for (int ih = 0; ih < src.shape().dim(2); ih++) {
        for (int iw = 0; iw < src.shape().dim(3); iw++) {
          float value = src.floats().get(src.desc().offset(n, ic, ih, iw));
          spread(call, value, ic, ih, iw, sums, reached);
        }
      }
    }
    for (int i = 0; i < sums.length; i++) {
      finish(call, n, i, sums[i], reached[i]);
    }
  }

  private void spread(
      Call call, float value, int ic, int ih, int iw, double[] sums, boolean[] reached) {
    Window2d window = op.window();
    Tensor weights = operands.get(1, call);
    Shape src = operands.get(0, call).shape();
    Shape dst = call.dsts().get(0).shape();
    Padding.Explicit pads = pads(new Size2d(src.dim(2), src.dim(3)));
    boolean ignored = mutant == Mutant.TRANSPOSED_DILATION_IGNORED;
    int dilationH = ignored ? 1 : window.dilations().h();
    int dilationW = ignored ? 1 : window.dilations().w();
    int ocg = op.outChannels() / op.groups();
    int firstOc = ic / (op.inChannels() / op.groups()) * ocg;
    for (int oc = 0; oc < ocg; oc++) {
      for (int kh = 0; kh < window.kernel().h(); kh++) {
        for (int kw = 0; kw < window.kernel().w(); kw++) {
          int oh = ih * window.strides().h() - pads.top() + kh * dilationH;
          int ow = iw * window.strides().w() - pads.left() + kw * dilationW;
          if (oh >= 0 && oh < dst.dim(2) && ow >= 0 && ow < dst.dim(3)) {
            int at = ((firstOc + oc) * dst.dim(2) + oh) * dst.dim(3) + ow;
            sums[at] +=
                (double) value * weights.floats().get(weights.desc().offset(ic, oc, kh, kw));
            reached[at] = true;
          }
        }
      }
    }
  }

  private Padding.Explicit pads(Size2d input) {
    Padding.Explicit pads = op.pads(input);
    boolean swapped =
        mutant == Mutant.TRANSPOSED_SAME_HALVES_SWAPPED
            && op.window().padding() == Padding.Same.UPPER;
    return swapped ? Padding.of(pads.bottom(), pads.right(), pads.top(), pads.left()) : pads;
  }

  private void finish(Call call, int n, int element, double sum, boolean reached) {
    Tensor dst = call.dsts().get(0);
    int map = dst.shape().dim(2) * dst.shape().dim(3);
    int oc = element / map;
    int oh = element % map / dst.shape().dim(3);
    int ow = element % dst.shape().dim(3);
    double result = sum;
    if (op.bias() && (reached || mutant != Mutant.TRANSPOSED_BIAS_WHERE_REACHED)) {
      result += operands.get(2, call).floats().get(oc);
    }
    if (op.epilogue().residual()) {
      Tensor residual = operands.get(op.inputs().size() - 1, call);
      result += residual.floats().get(residual.desc().offset(n, oc, oh, ow));
    }
    boolean inOutputPadding =
        oh >= dst.shape().dim(2) - op.outputPadding().h()
            || ow >= dst.shape().dim(3) - op.outputPadding().w();
    float value = PortableActivation.apply(op.epilogue().activation(), (float) result);
    boolean left = mutant == Mutant.TRANSPOSED_OUTPUT_PADDING_ZERO && inOutputPadding;
    dst.floats().put(dst.desc().offset(n, oc, oh, ow), left ? 0 : value);
  }
}
