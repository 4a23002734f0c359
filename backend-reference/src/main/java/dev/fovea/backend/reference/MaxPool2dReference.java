package dev.fovea.backend.reference;

import dev.fovea.op.MaxPool2d;
import dev.fovea.op.MaxPool2d.Indices;
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

/** {@link MaxPool2d}: one channel of one image per task. */
final class MaxPool2dReference implements KernelBody {
  private final MaxPool2d op;

  private MaxPool2dReference(MaxPool2d op) {
    this.op = op;
  }

  static Plan plan(MaxPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:max_pool2d:direct",
            ErrorModel.exact(),
            operands -> new MaxPool2dReference(op));
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
    int dilationH = window.dilations().h();
    int dilationW = window.dilations().w();
    Padding.Explicit pads = window.pads(new Size2d(height, width));
    int base = src.desc().offset(n, c, 0, 0);
    FloatBuffer srcs = src.floats();
    FloatBuffer out = dst.floats();

    for (int oh = 0; oh < dst.shape().dim(2); oh++) {
      int top = oh * window.strides().h() - pads.top();
      int khFirst = Inside.first(top, dilationH);
      int khEnd = Inside.end(top, dilationH, window.kernel().h(), height);
      for (int ow = 0; ow < dst.shape().dim(3); ow++) {
        int left = ow * window.strides().w() - pads.left();
        int kwFirst = Inside.first(left, dilationW);
        int kwEnd = Inside.end(left, dilationW, window.kernel().w(), width);
        int maxH = top + khFirst * dilationH;
        int maxW = left + kwFirst * dilationW;
        float max = srcs.get(base + maxH * width + maxW);
        for (int kh = khFirst; kh < khEnd; kh++) {
          for (int kw = kwFirst; kw < kwEnd; kw++) {
            int ih = top + kh * dilationH;
            int iw = left + kw * dilationW;
            float value = srcs.get(base + ih * width + iw);
            // No comparison with NaN holds, so the first NaN takes the place and keeps it.
            if (value > max || (Float.isNaN(value) && !Float.isNaN(max))) {
              max = value;
              maxH = ih;
              maxW = iw;
            }
          }
        }
        out.put(dst.desc().offset(n, c, oh, ow), max);
        if (op.indices() != Indices.NONE) {
          Tensor indices = call.dsts().get(1);
          long inMap =
              op.indices() == Indices.ROW_MAJOR
                  ? (long) maxH * width + maxW
                  : (long) maxW * height + maxH;
          long index = ((long) n * channels + c) * height * width + inMap;
          indices.longs().put(indices.desc().offset(n, c, oh, ow), index);
        }
      }
    }
  }
}
