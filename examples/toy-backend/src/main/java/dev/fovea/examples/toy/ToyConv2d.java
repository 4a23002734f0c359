package dev.fovea.examples.toy;

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
import dev.fovea.spi.portable.PortableActivation;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/** {@link Conv2d} as its formula reads: one output channel of one image per task. */
final class ToyConv2d implements KernelBody {
  private final Conv2d op;
  private final Operands operands;
  private final ToyEpilogue epilogue;

  private ToyConv2d(Conv2d op, Operands operands) {
    this.op = op;
    this.operands = operands;
    this.epilogue = new ToyEpilogue(op.epilogue(), op.bias(), operands);
  }

  static Plan plan(Conv2d op, List<TensorDesc> inputs, PlanOptions options) {
    int ulps = PortableActivation.ulps(op.epilogue().activation());
    return Plan.of(op, inputs, options)
        .build(
            "toy:conv2d:direct",
            new ErrorModel.Direct(op.products(), ulps),
            operands -> new ToyConv2d(op, operands));
  }

  @Override
  public void run(Call call) {
    int images = call.dsts().get(0).desc().images();
    call.workers().run(images * op.outChannels(), call, this::channel);
  }

  private void channel(Call call, int task, int worker) {
    int n = task / op.outChannels();
    int oc = task % op.outChannels();
    Shape dst = call.dsts().get(0).shape();
    for (int oh = 0; oh < dst.dim(2); oh++) {
      for (int ow = 0; ow < dst.dim(3); ow++) {
        int i = (task * dst.dim(2) + oh) * dst.dim(3) + ow;
        epilogue.write(call, oc, i, sum(call, n, oc, oh, ow));
      }
    }
  }

  private float sum(Call call, int n, int oc, int oh, int ow) {
    Tensor src = operands.get(0, call);
    Tensor weights = operands.get(1, call);
    FloatBuffer srcs = src.floats();
    FloatBuffer weight = weights.floats();
    int height = src.shape().dim(2);
    int width = src.shape().dim(3);
    Window2d window = op.window();
    Size2d kernel = window.kernel();
    Padding.Explicit pads = window.pads(new Size2d(height, width));
    boolean turned = op.mode() == Conv2d.Mode.CONVOLUTION;
    int icg = op.inChannels() / op.groups();
    int group = oc / (op.outChannels() / op.groups());

    float sum = 0;
    for (int ic = 0; ic < icg; ic++) {
      for (int kh = 0; kh < kernel.h(); kh++) {
        for (int kw = 0; kw < kernel.w(); kw++) {
          int ih = oh * window.strides().h() - pads.top() + kh * window.dilations().h();
          int iw = ow * window.strides().w() - pads.left() + kw * window.dilations().w();
          if (ih >= 0 && ih < height && iw >= 0 && iw < width) {
            int h = turned ? kernel.h() - 1 - kh : kh;
            int w = turned ? kernel.w() - 1 - kw : kw;
            sum +=
                weight.get(weights.desc().offset(oc, ic, h, w))
                    * srcs.get(src.desc().offset(n, group * icg + ic, ih, iw));
          }
        }
      }
    }
    return sum;
  }
}
