package dev.fovea.spi.portable;

import dev.fovea.op.LpPool2d;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.spi.Call;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/** {@link LpPool2d}: one channel of one image per task, window by window. */
public final class PortableLpPool2d implements KernelBody {
  private final LpPool2d op;
  private final Padding.Explicit pads;

  private final Workers.Task<Call> task = this::channel;

  private PortableLpPool2d(LpPool2d op, Padding.Explicit pads) {
    this.op = op;
    this.pads = pads;
  }

  /** Plans the operator. */
  public static Plan plan(LpPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    Padding.Explicit pads = op.window().pads(new Size2d(src.dim(2), src.dim(3)));
    return plan.build(
        "portable:lp_pool2d",
        Norm.model(op.window().kernel().area(), op.p()),
        operands -> new PortableLpPool2d(op, pads));
  }

  @Override
  public void run(Call call) {
    Shape dst = call.dsts().get(0).shape();
    call.workers().run(dst.dim(0) * dst.dim(1), call, task);
  }

  private void channel(Call call, int index, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    Window2d window = op.window();
    int channels = src.shape().dim(1);
    int from = src.desc().offset(index / channels, index % channels, 0, 0);
    int to = dst.desc().offset(index / channels, index % channels, 0, 0);
    FloatBuffer out = dst.sharedFloats();
    int rows = dst.shape().dim(2);
    int columns = dst.shape().dim(3);
    for (int oh = 0; oh < rows; oh++) {
      int top = oh * window.strides().h() - pads.top();
      for (int ow = 0; ow < columns; ow++) {
        int left = ow * window.strides().w() - pads.left();
        double sum = sum(src, from, top, left);
        out.put(to + oh * columns + ow, (float) Norm.root(sum, op.p()));
      }
    }
  }

  /** Adds the powers of the taps inside the input; padding adds nothing. */
  private double sum(Tensor src, int from, int top, int left) {
    Window2d window = op.window();
    FloatBuffer values = src.sharedFloats();
    int height = src.shape().dim(2);
    int width = src.shape().dim(3);
    double sum = 0;
    for (int kh = 0; kh < window.kernel().h(); kh++) {
      int ih = top + kh * window.dilations().h();
      for (int kw = 0; ih >= 0 && ih < height && kw < window.kernel().w(); kw++) {
        int iw = left + kw * window.dilations().w();
        if (iw >= 0 && iw < width) {
          sum += Norm.power(values.get(from + ih * width + iw), op.p());
        }
      }
    }
    return sum;
  }
}
