package dev.fovea.backend.reference;

import dev.fovea.op.DeformConv2d;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link DeformConv2d}: one channel of one output image per task, output by output. */
final class DeformConv2dReference implements KernelBody {
  private final DeformConv2d op;
  private final Operands operands;

  private DeformConv2dReference(DeformConv2d op, Operands operands) {
    this.op = op;
    this.operands = operands;
  }

  static Plan plan(DeformConv2d op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:deform_conv2d:direct",
            new ErrorModel.Direct(op.products(), 0),
            operands -> new DeformConv2dReference(op, operands));
  }

  @Override
  public void run(Call call) {
    int images = call.dsts().get(0).desc().images();
    call.workers().run(images * op.outChannels(), call, this::channel);
  }

  private void channel(Call call, int task, int worker) {
    int n = task / op.outChannels();
    int oc = task % op.outChannels();
    Tensor src = operands.get(0, call);
    Tensor weights = operands.get(1, call);
    Tensor offset = operands.get(2, call);
    Tensor dst = call.dsts().get(0);
    Window2d window = op.window();
    Padding.Explicit pads = window.pads(new Size2d(src.shape().dim(2), src.shape().dim(3)));
    int icg = op.inChannels() / op.groups();
    int g = oc / (op.outChannels() / op.groups());
    for (int oh = 0; oh < dst.shape().dim(2); oh++) {
      for (int ow = 0; ow < dst.shape().dim(3); ow++) {
        double sum = bias(call, oc);
        for (int ic = 0; ic < icg; ic++) {
          int c = g * icg + ic;
          int d = c / (op.inChannels() / op.offsetGroups());
          for (int kh = 0; kh < window.kernel().h(); kh++) {
            for (int kw = 0; kw < window.kernel().w(); kw++) {
              int k = d * window.kernel().area() + kh * window.kernel().w() + kw;
              double y = oh * window.strides().h() - pads.top() + kh * window.dilations().h();
              double x = ow * window.strides().w() - pads.left() + kw * window.dilations().w();
              y += offset.floats().get(offset.desc().offset(n, 2 * k, oh, ow));
              x += offset.floats().get(offset.desc().offset(n, 2 * k + 1, oh, ow));
              double w = weights.floats().get(weights.desc().offset(oc, ic, kh, kw));
              sum += w * mask(call, n, k, oh, ow) * between(src, n, c, y, x);
            }
          }
        }
        dst.floats().put(dst.desc().offset(n, oc, oh, ow), (float) sum);
      }
    }
  }

  /** Returns the sum of src[ih, iw] (1 - |y - ih|) (1 - |x - iw|) over the four values around. */
  private static double between(Tensor src, int n, int c, double y, double x) {
    if (Double.isNaN(y) || Double.isNaN(x)) {
      return Double.NaN;
    }
    double sum = 0;
    for (int i = 0; i <= 1; i++) {
      for (int j = 0; j <= 1; j++) {
        double ih = Math.floor(y) + i;
        double iw = Math.floor(x) + j;
        boolean inside = ih >= 0 && ih < src.shape().dim(2) && iw >= 0 && iw < src.shape().dim(3);
        double weight = (1 - Math.abs(y - ih)) * (1 - Math.abs(x - iw));
        if (inside && weight > 0) {
          sum += weight * src.floats().get(src.desc().offset(n, c, (int) ih, (int) iw));
        }
      }
    }
    return sum;
  }

  private double bias(Call call, int oc) {
    if (!op.bias()) {
      return 0;
    }
    Tensor bias = operands.get(3, call);
    return bias.floats().get(bias.desc().position(oc));
  }

  private double mask(Call call, int n, int k, int oh, int ow) {
    if (!op.mask()) {
      return 1;
    }
    Tensor mask = operands.get(op.inputs().size() - 1, call);
    return mask.floats().get(mask.desc().offset(n, k, oh, ow));
  }
}
