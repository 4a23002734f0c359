package dev.fovea.backend.reference;

import dev.fovea.op.Activation;
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
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * {@link ConvTranspose2d}, read from the output's side: tap kh of row oh comes from the input row
 * ih with ih strideH - padTop + kh dilationH = oh, if there is one. One channel of one output image
 * per task.
 */
final class ConvTranspose2dReference implements KernelBody {
  private final ConvTranspose2d op;
  private final Operands operands;

  private ConvTranspose2dReference(ConvTranspose2d op, Operands operands) {
    this.op = op;
    this.operands = operands;
  }

  static Plan plan(ConvTranspose2d op, List<TensorDesc> inputs, PlanOptions options) {
    int ulps = ActivationReference.ulps(op.epilogue().activation());
    return Plan.of(op, inputs, options)
        .build(
            "reference:conv_transpose2d:direct",
            new ErrorModel.Direct(op.products(), ulps),
            operands -> new ConvTranspose2dReference(op, operands));
  }

  @Override
  public void run(Call call) {
    int images = call.dsts().get(0).desc().images();
    call.workers().run(images * op.outChannels(), call, this::channel);
  }

  private void channel(Call call, int task, int worker) {
    int n = task / op.outChannels();
    int channel = task % op.outChannels();
    Tensor src = operands.get(0, call);
    Tensor weights = operands.get(1, call);
    Tensor dst = call.dsts().get(0);
    int height = src.shape().dim(2);
    int width = src.shape().dim(3);
    Window2d window = op.window();
    Padding.Explicit pads = op.pads(new Size2d(height, width));

    int icg = op.inChannels() / op.groups();
    int ocg = op.outChannels() / op.groups();
    int g = channel / ocg;
    int oc = channel % ocg;
    int srcBase = src.desc().offset(n, g * icg, 0, 0);
    int weightsBase = weights.desc().offset(g * icg, oc, 0, 0);
    int weightsStep = (int) weights.desc().imageStride();
    FloatBuffer srcs = src.floats();
    FloatBuffer weight = weights.floats();
    FloatBuffer out = dst.floats();
    Tensor residual = op.epilogue().residual() ? operands.get(op.inputs().size() - 1, call) : dst;
    FloatBuffer residuals = residual.floats();
    double start = bias(call, channel);
    Activation activation = op.epilogue().activation();

    for (int oh = 0; oh < dst.shape().dim(2); oh++) {
      for (int ow = 0; ow < dst.shape().dim(3); ow++) {
        double sum = start;
        for (int kh = 0; kh < window.kernel().h(); kh++) {
          int ihStride = oh + pads.top() - kh * window.dilations().h();
          int ih = ihStride / window.strides().h();
          if (ihStride < 0 || ihStride % window.strides().h() != 0 || ih >= height) {
            continue;
          }
          for (int kw = 0; kw < window.kernel().w(); kw++) {
            int iwStride = ow + pads.left() - kw * window.dilations().w();
            int iw = iwStride / window.strides().w();
            if (iwStride < 0 || iwStride % window.strides().w() != 0 || iw >= width) {
              continue;
            }
            int tap = weightsBase + kh * window.kernel().w() + kw;
            for (int ic = 0; ic < icg; ic++) {
              double w = weight.get(tap + ic * weightsStep);
              sum += w * srcs.get(srcBase + (ic * height + ih) * width + iw);
            }
          }
        }
        if (op.epilogue().residual()) {
          sum += residuals.get(residual.desc().offset(n, channel, oh, ow));
        }
        out.put(
            dst.desc().offset(n, channel, oh, ow),
            (float) ActivationReference.apply(activation, sum));
      }
    }
  }

  private double bias(Call call, int channel) {
    if (!op.bias()) {
      return 0;
    }
    Tensor bias = operands.get(2, call);
    return bias.floats().get(bias.desc().position(channel));
  }
}
