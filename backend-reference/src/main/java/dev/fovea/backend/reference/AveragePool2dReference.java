package dev.fovea.backend.reference;

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
final class AveragePool2dReference implements KernelBody {
  private final AveragePool2d op;

  private AveragePool2dReference(AveragePool2d op) {
    this.op = op;
  }

  static Plan plan(AveragePool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:average_pool2d:direct",
            new ErrorModel.Direct(op.window().kernel().area(), 0),
            operands -> new AveragePool2dReference(op));
  }

  @Override
  public void run(Call call) {
    Shape shape = call.dsts().get(0).shape();
    call.workers().run(shape.dim(0) * shape.dim(1), call, this::channel);
  }

  private void channel(Call call, int task, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    int channels = src.shape().dim(1);
    int height = src.shape().dim(2);
    int width = src.shape().dim(3);
    int n = task / channels;
    int c = task % channels;
    Window2d window = op.window();
    Padding.Explicit pads = window.pads(new Size2d(height, width));
    int base = src.desc().offset(n, c, 0, 0);
    FloatBuffer srcs = src.floats();
    FloatBuffer out = dst.floats();

    for (int oh = 0; oh < dst.shape().dim(2); oh++) {
      for (int ow = 0; ow < dst.shape().dim(3); ow++) {
        double sum = 0;
        int inside = 0;
        int insideOrPadding = 0;
        for (int kh = 0; kh < window.kernel().h(); kh++) {
          for (int kw = 0; kw < window.kernel().w(); kw++) {
            int ih = oh * window.strides().h() - pads.top() + kh * window.dilations().h();
            int iw = ow * window.strides().w() - pads.left() + kw * window.dilations().w();
            if (ih >= 0 && ih < height && iw >= 0 && iw < width) {
              sum += srcs.get(base + ih * width + iw);
              inside++;
            }
            // No window starts before the begin padding; ceil rounding reads behind the end's.
            if (ih < height + pads.bottom() && iw < width + pads.right()) {
              insideOrPadding++;
            }
          }
        }
        int count = op.countIncludePad() ? insideOrPadding : inside;
        out.put(dst.desc().offset(n, c, oh, ow), (float) (sum / count));
      }
    }
  }
}
