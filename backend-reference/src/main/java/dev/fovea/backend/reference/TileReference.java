package dev.fovea.backend.reference;

import dev.fovea.op.Tile;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link Tile}: element after element of dst, its index modulo src's extent along every axis. */
final class TileReference implements KernelBody {
  private TileReference() {}

  static Plan plan(Tile op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("reference:tile:direct", ErrorModel.exact(), operands -> new TileReference());
  }

  @Override
  public void run(Call call) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    for (int i = 0; i < dst.shape().elements(); i++) {
      int[] place = Places.of(dst.shape(), i);
      for (int axis = 0; axis < place.length; axis++) {
        place[axis] %= src.shape().dim(axis);
      }
      Places.copy(src, Places.element(src.shape(), place), dst, i);
    }
  }
}
