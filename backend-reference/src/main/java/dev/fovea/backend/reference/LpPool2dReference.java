package dev.fovea.backend.reference;

import dev.fovea.op.LpPool2d;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/** {@link LpPool2d}: one channel of one image per task. */
final class LpPool2dReference implements KernelBody {
  private final LpPool2d op;

  private LpPool2dReference(LpPool2d op) {
    this.op = op;
  }

  static Plan plan(LpPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    int products = op.window().kernel().area() + op.p() - 1;
    return Plan.of(op, inputs, options)
        .build(
            "reference:lp_pool2d:direct",
            new ErrorModel.Direct(products, op.p() <= 2 ? 0 : 1),
            operands -> new LpPool2dReference(op));
  }

  @Override
  public void run(Call call) {
    Shape shape = call.dsts().get(0).shape();
    call.workers().run(shape.dim(0) * shape.dim(1), call, this::channel);
  }

  private void channel(Call call, int task, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    int n = task / src.shape().dim(1);
    int c = task % src.shape().dim(1);
    int height = src.shape().dim(2);
    int width = src.shape().dim(3);
    Window2d window = op.window();
    Padding.Explicit pads = window.pads(new Size2d(height, width));
    FloatBuffer srcs = src.floats();
    FloatBuffer out = dst.floats();

    for (int oh = 0; oh < dst.shape().dim(2); oh++) {
      for (int ow = 0; ow < dst.shape().dim(3); ow++) {
        double sum = 0;
        for (int kh = 0; kh < window.kernel().h(); kh++) {
          for (int kw = 0; kw < window.kernel().w(); kw++) {
            int ih = oh * window.strides().h() - pads.top() + kh * window.dilations().h();
            int iw = ow * window.strides().w() - pads.left() + kw * window.dilations().w();
            if (ih >= 0 && ih < height && iw >= 0 && iw < width) {
              double x = srcs.get(src.desc().offset(n, c, ih, iw));
              sum += Math.pow(Math.abs(x), op.p());
            }
          }
        }
        out.put(dst.desc().offset(n, c, oh, ow), (float) Math.pow(sum, 1.0 / op.p()));
      }
    }
  }
}
