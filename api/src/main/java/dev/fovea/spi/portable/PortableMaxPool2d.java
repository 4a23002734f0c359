package dev.fovea.spi.portable;

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
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;

/**
 * {@link MaxPool2d} that also says where its maxima were, position by position: one channel of one
 * image per task. Backends that pool faster still need the places rarely enough to take these.
 */
public final class PortableMaxPool2d implements KernelBody {
  private final Window2d window;
  private final Padding.Explicit pads;
  private final int ih;
  private final int iw;
  private final Shape dst;
  private final boolean rowMajor;
  private final Workers.Task<Call> task = this::channel;

  private PortableMaxPool2d(MaxPool2d op, Shape src, Shape dst) {
    this.window = op.window();
    this.ih = src.dim(2);
    this.iw = src.dim(3);
    this.pads = window.pads(new Size2d(ih, iw));
    this.dst = dst;
    this.rowMajor = op.indices() == Indices.ROW_MAJOR;
  }

  /** Plans the operator; it has a second output, the places. */
  public static Plan plan(MaxPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    Shape dst = plan.dsts().get(0).shape();
    return plan.build(
        "portable:max_pool2d:indexed",
        ErrorModel.exact(),
        operands -> new PortableMaxPool2d(op, src, dst));
  }

  @Override
  public void run(Call call) {
    call.workers().run(dst.dim(0) * dst.dim(1), call, task);
  }

  private void channel(Call call, int index, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor values = call.dsts().get(0);
    Tensor places = call.dsts().get(1);
    FloatBuffer from = src.sharedFloats();
    FloatBuffer to = values.sharedFloats();
    LongBuffer indices = places.sharedLongs();
    int n = index / dst.dim(1);
    int c = index % dst.dim(1);
    int base = src.desc().offset(n, c, 0, 0);
    int valueBase = values.desc().offset(n, c, 0, 0);
    int indexBase = places.desc().offset(n, c, 0, 0);
    long first = (long) index * ih * iw;
    for (int o = 0; o < dst.dim(2) * dst.dim(3); o++) {
      int place = place(from, base, o / dst.dim(3), o % dst.dim(3));
      to.put(valueBase + o, from.get(base + place));
      int inMap = rowMajor ? place : place % iw * ih + place / iw;
      indices.put(indexBase + o, first + inMap);
    }
  }

  /** Returns the position of the first maximum, or of the first NaN, inside its channel. */
  private int place(FloatBuffer from, int base, int oh, int ow) {
    int best = -1;
    float max = 0;
    for (int kh = 0; kh < window.kernel().h(); kh++) {
      int y = oh * window.strides().h() - pads.top() + kh * window.dilations().h();
      if (y < 0 || y >= ih) {
        continue;
      }
      for (int kw = 0; kw < window.kernel().w(); kw++) {
        int x = ow * window.strides().w() - pads.left() + kw * window.dilations().w();
        if (x < 0 || x >= iw) {
          continue;
        }
        float value = from.get(base + y * iw + x);
        if (best < 0 || value > max || (Float.isNaN(value) && !Float.isNaN(max))) {
          best = y * iw + x;
          max = value;
        }
      }
    }
    return best;
  }
}
