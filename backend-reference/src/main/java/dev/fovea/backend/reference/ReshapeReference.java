package dev.fovea.backend.reference;

import dev.fovea.op.Reshaping;
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

/** {@link Reshaping}: element i of dst is element i of src, counted in row-major order. */
final class ReshapeReference implements KernelBody {
  private ReshapeReference() {}

  static Plan plan(Reshaping op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("reference:reshape:direct", ErrorModel.exact(), operands -> new ReshapeReference());
  }

  @Override
  public void run(Call call) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    switch (src.desc().dtype()) {
      case FLOAT32 -> copyFloats(src, dst);
      case INT64 -> copyLongs(src, dst);
      case FLOAT16 -> throw DType.FLOAT16.onlyStored();
    }
  }

  private static void copyFloats(Tensor src, Tensor dst) {
    FloatBuffer from = src.floats();
    FloatBuffer to = dst.floats();
    for (int i = 0; i < src.shape().elements(); i++) {
      to.put(dst.desc().position(i), from.get(src.desc().position(i)));
    }
  }

  private static void copyLongs(Tensor src, Tensor dst) {
    LongBuffer from = src.longs();
    LongBuffer to = dst.longs();
    for (int i = 0; i < src.shape().elements(); i++) {
      to.put(dst.desc().position(i), from.get(src.desc().position(i)));
    }
  }
}
