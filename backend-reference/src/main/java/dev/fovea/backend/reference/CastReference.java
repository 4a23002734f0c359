package dev.fovea.backend.reference;

import dev.fovea.op.Cast;
import dev.fovea.op.Cast.Target;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link Cast}: one image per task. */
final class CastReference implements KernelBody {
  private static final double LARGEST_HALF = 65504;

  private final Target to;

  private CastReference(Target to) {
    this.to = to;
  }

  static Plan plan(Cast op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("reference:cast:direct", ErrorModel.exact(), operands -> new CastReference(op.to()));
  }

  @Override
  public void run(Call call) {
    call.workers().run(call.dsts().get(0).desc().images(), call, this::image);
  }

  private void image(Call call, int n, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    boolean floats = src.desc().dtype() == DType.FLOAT32;
    int elements = (int) dst.desc().imageElements();
    for (int i = n * elements; i < (n + 1) * elements; i++) {
      int from = src.desc().position(i);
      int at = dst.desc().position(i);
      if (to.dtype() == DType.FLOAT32) {
        float value = floats ? src.floats().get(from) : src.longs().get(from);
        dst.floats().put(at, to == Target.FLOAT16 ? (float) half(value) : value);
      } else if (to == Target.BOOL) {
        boolean zero = floats ? src.floats().get(from) == 0 : src.longs().get(from) == 0;
        dst.longs().put(at, zero ? 0 : 1);
      } else {
        dst.longs().put(at, narrow(floats ? (long) src.floats().get(from) : src.longs().get(from)));
      }
    }
  }

  /** A float16 has 11 binary digits, and none below 2^-24. */
  private static double half(double x) {
    if (x == 0 || Double.isNaN(x) || Double.isInfinite(x)) {
      return x;
    }
    double unit = Math.scalb(1.0, Math.max(Math.getExponent(x) - 10, -24));
    double rounded = Math.rint(x / unit) * unit;
    return Math.abs(rounded) > LARGEST_HALF ? Math.copySign(1 / 0.0, x) : rounded;
  }

  private long narrow(long x) {
    return to == Target.INT32 ? (int) x : x;
  }
}
