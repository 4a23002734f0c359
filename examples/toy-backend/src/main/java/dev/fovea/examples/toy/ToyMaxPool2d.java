package dev.fovea.examples.toy;

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
final class ToyMaxPool2d implements KernelBody {
  private final MaxPool2d op;

  private ToyMaxPool2d(MaxPool2d op) {
    this.op = op;
  }

  static Plan plan(MaxPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("toy:max_pool2d:direct", ErrorModel.exact(), operands -> new ToyMaxPool2d(op));
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
        int best = best(map, src.shape().dim(2), src.shape().dim(3), oh, ow);
        int i = (channel * outH + oh) * outW + ow;
        dst.floats().put(dst.desc().position(i), map.get(best));
        if (op.indices() != Indices.NONE) {
          Tensor indices = call.dsts().get(1);
          long first = (long) channel * positions;
          indices.longs().put(indices.desc().position(i), first + index(src.shape(), best));
        }
      }
    }
  }

  /** Returns the position of the first NaN among the taps, or else of the first maximum. */
  private int best(FloatBuffer map, int height, int width, int oh, int ow) {
    Window2d window = op.window();
    Padding.Explicit pads = window.pads(new Size2d(height, width));
    int best = -1;
    for (int kh = 0; kh < window.kernel().h(); kh++) {
      for (int kw = 0; kw < window.kernel().w(); kw++) {
        int ih = oh * window.strides().h() - pads.top() + kh * window.dilations().h();
        int iw = ow * window.strides().w() - pads.left() + kw * window.dilations().w();
        if (ih >= 0 && ih < height && iw >= 0 && iw < width) {
          int i = ih * width + iw;
          if (best < 0 || isAbove(map.get(i), map.get(best))) {
            best = i;
          }
        }
      }
    }
    return best;
  }

  private static boolean isAbove(float value, float max) {
    return value > max || (Float.isNaN(value) && !Float.isNaN(max));
  }

  private long index(Shape src, int position) {
    int h = position / src.dim(3);
    int w = position % src.dim(3);
    return op.indices() == Indices.ROW_MAJOR ? position : (long) w * src.dim(2) + h;
  }
}
