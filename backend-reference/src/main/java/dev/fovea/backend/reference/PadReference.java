package dev.fovea.backend.reference;

import dev.fovea.op.Pad;
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

/** {@link Pad}: element after element of dst, src's where it has one there. */
final class PadReference implements KernelBody {
  private static final int OUTSIDE = -1;

  private final Pad op;

  private PadReference(Pad op) {
    this.op = op;
  }

  static Plan plan(Pad op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("reference:pad:direct", ErrorModel.exact(), operands -> new PadReference(op));
  }

  @Override
  public void run(Call call) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    FloatBuffer srcs = src.floats();
    FloatBuffer out = dst.floats();
    for (int i = 0; i < dst.shape().elements(); i++) {
      int element = element(i, src.shape(), dst.shape());
      float x = element == OUTSIDE ? op.value() : srcs.get(src.desc().position(element));
      out.put(dst.desc().position(i), x);
    }
  }

  /** Returns the element of src, counted in row-major order, that lies at element i of dst. */
  private int element(int i, Shape src, Shape dst) {
    int element = 0;
    for (int axis = 0; axis < src.rank(); axis++) {
      int index = (int) (i / dst.elements(axis + 1, dst.rank())) % dst.dim(axis);
      int inside = index - op.begins().get(axis);
      if (inside < 0 || inside >= src.dim(axis)) {
        return OUTSIDE;
      }
      element = element * src.dim(axis) + inside;
    }
    return element;
  }
}
