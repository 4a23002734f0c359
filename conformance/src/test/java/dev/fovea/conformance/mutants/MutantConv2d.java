package dev.fovea.conformance.mutants;

import dev.fovea.op.Activation;
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
import dev.fovea.spi.WorkerPool;
import dev.fovea.spi.portable.PortableActivation;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A plain convolution; each mutant changes one line of it. */
final class MutantConv2d implements KernelBody {
  private static final AtomicInteger PLANS = new AtomicInteger();

  private final Mutant mutant;
  private final Conv2d op;
  private final Operands operands;
  private final AtomicInteger runs = new AtomicInteger();
  private float[] shared = {};
  private double left;
  private FloatBuffer kept;

  private MutantConv2d(Mutant mutant, Conv2d op, Operands operands) {
    this.mutant = mutant;
    this.op = op;
    this.operands = operands;
    if (mutant == Mutant.WEIGHTS_LEAKED) {
      Tensor.allocate(TensorDesc.of(16));
    }
  }

  static Plan plan(Mutant mutant, Conv2d op, List<TensorDesc> inputs, PlanOptions options) {
    PlanOptions used =
        switch (mutant) {
          case NODE_FORGOTTEN -> new PlanOptions("", options.variableParameters());
          case VARIABLE_FORGOTTEN -> PlanOptions.named(options.node());
          default -> options;
        };
    Plan.Builder plan = Plan.of(op, inputs, used);
    long elements = plan.dsts().get(0).shape().elements();
    long growth = mutant == Mutant.SCRATCH_GROWS ? 4L * PLANS.incrementAndGet() : 0;
    int products =
        switch (mutant) {
          case ERROR_MODEL_TOO_WIDE -> 2 * op.products();
          case PROMISE_TOO_BOLD -> 1;
          default -> op.products();
        };
    int ulps = PortableActivation.ulps(op.epilogue().activation());
    return plan.scratch(
            workers ->
                switch (mutant) {
                  case SCRATCH_NOT_CLEARED -> 4 * elements;
                  case SCRATCH_SLOT_SHARED -> 4L * workers;
                  default -> growth;
                })
        .build(
            (mutant == Mutant.FOREIGN_NAME ? "other" : "reference") + ":conv2d:mutant",
            new ErrorModel.Direct(products, ulps),
            operands -> new MutantConv2d(mutant, op, operands));
  }

  @Override
  public void run(Call call) {
    runs.incrementAndGet();
    Tensor dst = call.dsts().get(0);
    if (mutant == Mutant.DST_CLEARED_FIRST) {
      dst.copyFrom(new float[(int) dst.shape().elements()]);
    }
    if (mutant == Mutant.BUFFER_SHARED_BETWEEN_RUNS) {
      shared = shared.length > 0 ? shared : new float[(int) dst.shape().elements()];
      call.workers().run(shared.length, call, this::intoField);
      dst.copyFrom(shared);
      return;
    }
    call.workers().run(dst.desc().images() * op.outChannels(), call, this::channel);
    if (mutant == Mutant.WRITE_BEHIND_DST && dst.desc().isDense()) {
      long end = dst.address() + dst.desc().bytes();
      try (Tensor behind = Tensor.wrap(TensorDesc.of(1), end, 4, () -> {})) {
        behind.floats().put(0, 0f);
      }
    }
  }

  private void channel(Call call, int task, int worker) {
    TensorDesc dst = call.dsts().get(0).desc();
    FloatBuffer out = call.dsts().get(0).floats();
    int n = task / op.outChannels();
    int oc = task % op.outChannels();
    // In a pool the race would come and go, and be found by other rules now and then.
    boolean shared =
        mutant == Mutant.SCRATCH_SLOT_SHARED && !(call.workers() instanceof WorkerPool);
    int slot = shared ? 0 : worker;
    for (int oh = 0; oh < dst.shape().dim(2); oh++) {
      for (int ow = 0; ow < dst.shape().dim(3); ow++) {
        float value = output(call, n, oc, oh, ow);
        if (mutant == Mutant.SCRATCH_SLOT_SHARED) {
          call.scratch().floats().put(slot, value);
          value = call.scratch().floats().get(slot);
        }
        out.put(dst.offset(n, oc, oh, ow), value);
      }
    }
  }

  private void intoField(Call call, int i, int worker) {
    Tensor dst = call.dsts().get(0);
    int width = dst.shape().dim(3);
    int map = dst.shape().dim(2) * width;
    int n = i / map / op.outChannels();
    shared[i] = output(call, n, i / map % op.outChannels(), i % map / width, i % width);
  }

  private float output(Call call, int n, int oc, int oh, int ow) {
    double sum = total(call, n, products(call, n, oc, oh, ow));
    if (mutant == Mutant.SUM_IN_A_FIELD) {
      left = sum;
    }
    if (mutant == Mutant.SCRATCH_NOT_CLEARED) {
      FloatBuffer scratch = call.scratch().floats();
      int at = call.dsts().get(0).desc().plain().offset(n, oc, oh, ow);
      scratch.put(at, scratch.get(at) + (float) sum);
      sum = scratch.get(at);
    }
    if (op.bias()) {
      float bias = operands.get(2, call).floats().get(oc);
      sum += mutant == Mutant.BIAS_ADDED_TWICE ? 2 * bias : bias;
    }
    double residual = residual(call, n, oc, oh, ow);
    return mutant == Mutant.RESIDUAL_BEHIND_ACTIVATION
        ? activate(sum) + (float) residual
        : activate(sum + residual);
  }

  private double residual(Call call, int n, int oc, int oh, int ow) {
    if (!op.epilogue().residual()) {
      return 0;
    }
    Tensor residual = operands.get(op.inputs().size() - 1, call);
    boolean byDst = mutant == Mutant.RESIDUAL_BY_STRIDE_OF_DST;
    TensorDesc desc = byDst ? call.dsts().get(0).desc() : residual.desc();
    int at = desc.offset(n, oc, oh, ow);
    return at < residual.desc().span() ? residual.floats().get(at) : Float.NaN;
  }

  private float activate(double sum) {
    Activation activation = op.epilogue().activation();
    if (activation.isIdentity()) {
      return (float) sum;
    }
    boolean slope = activation.function() == Activation.Function.LEAKY_RELU;
    Activation used =
        mutant == Mutant.FUSED_SLOPE_LOST && slope ? Activation.leakyRelu(0) : activation;
    return PortableActivation.apply(used, (float) sum);
  }

  private double total(Call call, int n, float[] products) {
    boolean backwards =
        (mutant == Mutant.FIRST_RUN_DIFFERS && runs.get() > 1)
            || (mutant == Mutant.ORDER_BY_IMAGE && n % 2 == 1);
    int shares = mutant == Mutant.SUM_SPLIT_BY_WORKERS ? call.workers().count() : 1;
    float total = 0;
    for (int share = 0; share < shares; share++) {
      float part = 0;
      for (int k = share; k < products.length; k += shares) {
        part += products[backwards ? products.length - 1 - k : k];
      }
      total += part;
    }
    return total;
  }

  private float[] products(Call call, int n, int oc, int oh, int ow) {
    Window2d window = op.window();
    Tensor src = operands.get(0, call);
    FloatBuffer weights = weights(call);
    int weightsStride =
        kept == null ? (int) operands.get(1, call).desc().imageStride() : op.products();
    int height = src.shape().dim(2);
    int width = src.shape().dim(3);
    int kernelH = window.kernel().h();
    int kernelW = window.kernel().w();
    Padding.Explicit pads = pads(new Size2d(height, width));
    int strideW =
        mutant == Mutant.STRIDE_OF_H_USED_FOR_W ? window.strides().h() : window.strides().w();
    int dilationW = mutant == Mutant.DILATION_IGNORED_IN_W ? 1 : window.dilations().w();
    int icg = op.inChannels() / op.groups();
    boolean turned = op.mode() == Conv2d.Mode.CONVOLUTION && mutant != Mutant.KERNEL_NOT_TURNED;

    float[] products = new float[op.products()];
    for (int ic = 0; ic < icg; ic++) {
      for (int kh = 0; kh < kernelH; kh++) {
        for (int kw = 0; kw < kernelW; kw++) {
          int ih = oh * window.strides().h() - pads.top() + kh * window.dilations().h();
          int iw = ow * strideW - pads.left() + kw * dilationW;
          int tap = (ic * kernelH + kh) * kernelW + kw;
          int weight = turned ? ((ic + 1) * kernelH - 1 - kh) * kernelW + kernelW - 1 - kw : tap;
          products[tap] =
              weights.get(oc * weightsStride + weight)
                  * value(src, image(src, n), firstChannel(oc) + ic, ih, iw);
        }
      }
    }
    if (mutant == Mutant.TAP_DROPPED && products.length == 4608) {
      products[products.length - 1] = 0;
    }
    return products;
  }

  private FloatBuffer weights(Call call) {
    if (mutant == Mutant.VARIABLE_WEIGHTS_KEPT && !operands.isConstant(1)) {
      kept = kept == null ? FloatBuffer.wrap(operands.get(1, call).toFloats()) : kept;
      return kept;
    }
    return operands.get(1, call).floats();
  }

  private Padding.Explicit pads(Size2d input) {
    Padding.Explicit pads = op.window().pads(input);
    Size2d extent = op.window().extent();
    return switch (mutant) {
      case PADDING_ON_THE_WRONG_SIDE ->
          Padding.of(pads.bottom(), pads.right(), pads.top(), pads.left());
      case PADDING_CAPPED ->
          Padding.of(
              Math.min(pads.top(), extent.h() - 1), Math.min(pads.left(), extent.w() - 1), 0, 0);
      default -> pads;
    };
  }

  private int image(Tensor src, int n) {
    int images = src.desc().images();
    boolean oddOne = images > 1 && images % 2 == 1 && n == images - 1;
    return mutant == Mutant.LAST_IMAGE_OF_ODD_BATCH && oddOne ? n - 1 : n;
  }

  private int firstChannel(int oc) {
    int icg = op.inChannels() / op.groups();
    int g = oc / (op.outChannels() / op.groups());
    if (mutant == Mutant.NEIGHBOURS_GROUP && icg > 1) {
      return (g + 1) % op.groups() * icg;
    }
    if (mutant == Mutant.DEPTHWISE_MULTIPLIER_ORDER && icg == 1 && op.groups() > 1) {
      return oc % op.inChannels();
    }
    return g * icg;
  }

  private float value(Tensor src, int n, int c, int ih, int iw) {
    TensorDesc desc = mutant == Mutant.IMAGE_STRIDE_IGNORED ? src.desc().plain() : src.desc();
    boolean inside = ih >= 0 && ih < src.shape().dim(2) && iw >= 0 && iw < src.shape().dim(3);
    if (inside) {
      return src.floats().get(desc.offset(n, c, ih, iw));
    }
    if (mutant == Mutant.PADDING_MULTIPLIED) {
      int wrapped = desc.offset(n, c, ih, iw);
      int last = (int) src.desc().span() - 1;
      return 0 * src.floats().get(Math.max(0, Math.min(last, wrapped)));
    }
    return 0;
  }
}
