package dev.fovea.backend.reference;

import dev.fovea.op.SpaceToDepth;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link SpaceToDepth}: element after element of src, its place in the block made a channel. */
final class SpaceToDepthReference implements KernelBody {
  private final SpaceToDepth op;

  private SpaceToDepthReference(SpaceToDepth op) {
    this.op = op;
  }

  static Plan plan(SpaceToDepth op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:space_to_depth:direct",
            ErrorModel.exact(),
            operands -> new SpaceToDepthReference(op));
  }

  @Override
  public void run(Call call) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    int b = op.blockSize();
    int channels = src.shape().dim(1);
    for (int i = 0; i < src.shape().elements(); i++) {
      int[] at = Places.of(src.shape(), i);
      int y = at[2] % b;
      int x = at[3] % b;
      int c = (y * b + x) * channels + at[1];
      Places.copy(src, i, dst, Places.element(dst.shape(), at[0], c, at[2] / b, at[3] / b));
    }
  }
}
