package dev.fovea.examples.toy;

import dev.fovea.op.AveragePool2d;
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

/** {@link AveragePool2d}: one channel of one image per task. */
final class ToyAveragePool2d implements KernelBody {
  private final AveragePool2d op;

  private ToyAveragePool2d(AveragePool2d op) {
    this.op = op;
  }

  static Plan plan(AveragePool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "toy:average_pool2d:direct",
            new ErrorModel.Direct(op.window().kernel().area(), 0),
            operands -> new ToyAveragePool2d(op));
  }

  @Override
  public void run(Call call) {
    Shape dst = call.dsts().get(0).shape();
    call.workers().run(dst.dim(0) * dst.dim(1), call, this::channel);
  }

  private void channel(Call call, int channel, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    int outH = dst.shape().dim(2);
    int outW = dst.shape().dim(3);
    int positions = src.shape().dim(2) * src.shape().dim(3);
    FloatBuffer map = src.floats().slice(src.desc().position(channel * positions), positions);
    for (int oh = 0; oh < outH; oh++) {
      for (int ow = 0; ow < outW; ow++) {
        int i = (channel * outH + oh) * outW + ow;
        float mean = mean(map, src.shape().dim(2), src.shape().dim(3), oh, ow);
        dst.floats().put(dst.desc().position(i), mean);
      }
    }
  }

  private float mean(FloatBuffer map, int height, int width, int oh, int ow) {
    Window2d window = op.window();
    Padding.Explicit pads = window.pads(new Size2d(height, width));
    float sum = 0;
    int count = 0;
    for (int kh = 0; kh < window.kernel().h(); kh++) {
      for (int kw = 0; kw < window.kernel().w(); kw++) {
        int ih = oh * window.strides().h() - pads.top() + kh * window.dilations().h();
        int iw = ow * window.strides().w() - pads.left() + kw * window.dilations().w();
        boolean inside = ih >= 0 && ih < height && iw >= 0 && iw < width;
        boolean insideOrPadding = ih < height + pads.bottom() && iw < width + pads.right();
        if (inside) {
          sum += map.get(ih * width + iw);
        }
        if (op.countIncludePad() ? insideOrPadding : inside) {
          count++;
        }
      }
    }
    return sum / count;
  }
}
