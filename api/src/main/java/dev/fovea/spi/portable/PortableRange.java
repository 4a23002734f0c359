package dev.fovea.spi.portable;

import dev.fovea.op.Range;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;

/** {@link Range}: number after number. */
public final class PortableRange implements KernelBody {
  private PortableRange() {}

  /** Plans the operator. */
  public static Plan plan(Range op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("portable:range", ErrorModel.exact(), operands -> new PortableRange());
  }

  @Override
  public void run(Call call) {
    Tensor start = call.srcs().get(0);
    Tensor delta = call.srcs().get(1);
    Tensor dst = call.dsts().get(0);
    if (dst.desc().dtype() == DType.INT64) {
      count(start.sharedLongs().get(0), delta.sharedLongs().get(0), dst);
    } else {
      count((double) start.sharedFloats().get(0), delta.sharedFloats().get(0), dst);
    }
  }

  private static void count(long start, long delta, Tensor dst) {
    LongBuffer to = dst.sharedLongs();
    for (int i = 0; i < dst.shape().dim(0); i++) {
      to.put(dst.desc().position(i), start + i * delta);
    }
  }

  private static void count(double start, double delta, Tensor dst) {
    FloatBuffer to = dst.sharedFloats();
    for (int i = 0; i < dst.shape().dim(0); i++) {
      to.put(dst.desc().position(i), (float) (start + i * delta));
    }
  }
}
