package dev.fovea.spi.portable;

import dev.fovea.op.Reshaping;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link Reshaping} as a copy. */
public final class PortableReshape implements KernelBody {
  private PortableReshape() {}

  /** Plans the operator. */
  public static Plan plan(Reshaping op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("portable:reshape", ErrorModel.exact(), operands -> new PortableReshape());
  }

  @Override
  public void run(Call call) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    int elements = (int) src.shape().elements();
    for (int i = 0; i < elements; i++) {
      int from = src.desc().position(i);
      int to = dst.desc().position(i);
      if (src.desc().dtype() == DType.INT64) {
        dst.sharedLongs().put(to, src.sharedLongs().get(from));
      } else {
        dst.sharedFloats().put(to, src.sharedFloats().get(from));
      }
    }
  }
}
