package dev.fovea.backend.reference;

import dev.fovea.op.Activation;
import dev.fovea.op.Conv2d;
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
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * {@link Conv2d}: one channel of one output image per task, row by row. The sums of a row grow side
 * by side, which reads memory in order; each adds up as in the formula.
 */
final class Conv2dReference implements KernelBody {
  private final Conv2d op;
  private final Operands operands;

  private Conv2dReference(Conv2d op, Operands operands) {
    this.op = op;
    this.operands = operands;
  }

  static Plan plan(Conv2d op, List<TensorDesc> inputs, PlanOptions options) {
    int ulps = ActivationReference.ulps(op.epilogue().activation());
    return Plan.of(op, inputs, options)
        .build(
            "reference:conv2d:direct",
            new ErrorModel.Direct(op.products(), ulps),
            operands -> new Conv2dReference(op, operands));
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
    Tensor dst = call.dsts().get(0);
    int height = src.shape().dim(2);
    int width = src.shape().dim(3);
    Window2d window = op.window();
    int kernelH = window.kernel().h();
    int kernelW = window.kernel().w();
    int strideW = window.strides().w();
    Padding.Explicit pads = window.pads(new Size2d(height, width));
    boolean turned = op.mode() == Conv2d.Mode.CONVOLUTION;

    int icg = op.inChannels() / op.groups();
    int g = oc / (op.outChannels() / op.groups());
    int srcBase = src.desc().offset(n, g * icg, 0, 0);
    int weightsBase = weights.desc().offset(oc, 0, 0, 0);
    FloatBuffer srcs = src.floats();
    FloatBuffer weight = weights.floats();
    double bias = bias(call, oc);
    double[] sums = new double[dst.shape().dim(3)];

    for (int oh = 0; oh < dst.shape().dim(2); oh++) {
      Arrays.fill(sums, bias);
      for (int ic = 0; ic < icg; ic++) {
        for (int kh = 0; kh < kernelH; kh++) {
          int ih = oh * window.strides().h() - pads.top() + kh * window.dilations().h();
          if (ih < 0 || ih >= height) {
            continue;
          }
          int srcRow = srcBase + (ic * height + ih) * width;
          int weightRow = weightsBase + (ic * kernelH + (turned ? kernelH - 1 - kh : kh)) * kernelW;
          for (int kw = 0; kw < kernelW; kw++) {
            double w = weight.get(weightRow + (turned ? kernelW - 1 - kw : kw));
            int left = kw * window.dilations().w() - pads.left();
            int owEnd = Inside.end(left, strideW, sums.length, width);
            for (int ow = Inside.first(left, strideW); ow < owEnd; ow++) {
              sums[ow] += w * srcs.get(srcRow + ow * strideW + left);
            }
          }
        }
      }
      finish(call, n, oc, oh, sums);
    }
  }

  private void finish(Call call, int n, int oc, int oh, double[] sums) {
    Activation activation = op.epilogue().activation();
    Tensor dst = call.dsts().get(0);
    Tensor residual = op.epilogue().residual() ? operands.get(op.inputs().size() - 1, call) : dst;
    FloatBuffer residuals = residual.floats();
    FloatBuffer out = dst.floats();
    for (int ow = 0; ow < sums.length; ow++) {
      if (op.epilogue().residual()) {
        sums[ow] += residuals.get(residual.desc().offset(n, oc, oh, ow));
      }
      out.put(
          dst.desc().offset(n, oc, oh, ow),
          (float) ActivationReference.apply(activation, sums[ow]));
    }
  }

  private double bias(Call call, int oc) {
    if (!op.bias()) {
      return 0;
    }
    Tensor bias = operands.get(2, call);
    return bias.floats().get(bias.desc().position(oc));
  }
}
