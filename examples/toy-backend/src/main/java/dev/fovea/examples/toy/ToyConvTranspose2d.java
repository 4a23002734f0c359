package dev.fovea.examples.toy;

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
import dev.fovea.spi.portable.PortableActivation;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * {@link ConvTranspose2d}: every input value is spread over a window of sums in scratch memory. One
 * output channel of one image per task.
 */
final class ToyConvTranspose2d implements KernelBody {
  private final ConvTranspose2d op;
  private final Operands operands;
  private final ToyEpilogue epilogue;

  private ToyConvTranspose2d(ConvTranspose2d op, Operands operands) {
    this.op = op;
    this.operands = operands;
    this.epilogue = new ToyEpilogue(op.epilogue(), op.bias(), operands);
  }

  static Plan plan(ConvTranspose2d op, List<TensorDesc> inputs, PlanOptions options) {
    int ulps = PortableActivation.ulps(op.epilogue().activation());
    Plan.Builder plan = Plan.of(op, inputs, options);
    long positions = plan.dsts().get(0).shape().elements(2, 4);
    return plan.scratch(workers -> workers * positions * Float.BYTES)
        .build(
            "toy:conv_transpose2d:direct",
            new ErrorModel.Direct(op.products(), ulps),
            operands -> new ToyConvTranspose2d(op, operands));
  }

  @Override
  public void run(Call call) {
    int images = call.dsts().get(0).desc().images();
    call.workers().run(images * op.outChannels(), call, this::channel);
  }

  private void channel(Call call, int task, int worker) {
    Shape dst = call.dsts().get(0).shape();
    int positions = dst.dim(2) * dst.dim(3);
    FloatBuffer sums = call.scratch().floats().slice(worker * positions, positions);
    for (int i = 0; i < positions; i++) {
      sums.put(i, 0);
    }
    int n = task / op.outChannels();
    int oc = task % op.outChannels();
    int icg = op.inChannels() / op.groups();
    int group = oc / (op.outChannels() / op.groups());
    for (int ic = group * icg; ic < (group + 1) * icg; ic++) {
      spread(call, n, ic, oc, sums);
    }
    for (int i = 0; i < positions; i++) {
      epilogue.write(call, oc, task * positions + i, sums.get(i));
    }
  }

  /** Adds what input channel {@code ic} gives to output channel {@code oc}. */
  private void spread(Call call, int n, int ic, int oc, FloatBuffer sums) {
    Tensor src = operands.get(0, call);
    Tensor weights = operands.get(1, call);
    FloatBuffer srcs = src.floats();
    FloatBuffer weight = weights.floats();
    Size2d in = new Size2d(src.shape().dim(2), src.shape().dim(3));
    Shape dst = call.dsts().get(0).shape();
    Window2d window = op.window();
    Padding.Explicit pads = op.pads(in);
    int ocInGroup = oc % (op.outChannels() / op.groups());

    for (int ih = 0; ih < in.h(); ih++) {
      for (int iw = 0; iw < in.w(); iw++) {
        float value = srcs.get(src.desc().offset(n, ic, ih, iw));
        for (int kh = 0; kh < window.kernel().h(); kh++) {
          for (int kw = 0; kw < window.kernel().w(); kw++) {
            int oh = ih * window.strides().h() - pads.top() + kh * window.dilations().h();
            int ow = iw * window.strides().w() - pads.left() + kw * window.dilations().w();
            if (oh >= 0 && oh < dst.dim(2) && ow >= 0 && ow < dst.dim(3)) {
              int i = oh * dst.dim(3) + ow;
              float w = weight.get(weights.desc().offset(ic, ocInGroup, kh, kw));
              sums.put(i, sums.get(i) + value * w);
            }
          }
        }
      }
    }
  }
}
