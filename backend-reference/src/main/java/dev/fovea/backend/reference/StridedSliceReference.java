package dev.fovea.backend.reference;

import dev.fovea.op.StridedSlice;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link StridedSlice}: element after element, its place in src worked out axis by axis. */
final class StridedSliceReference implements KernelBody {
  private final StridedSlice op;

  private StridedSliceReference(StridedSlice op) {
    this.op = op;
  }

  static Plan plan(StridedSlice op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:strided_slice:direct",
            ErrorModel.exact(),
            operands -> new StridedSliceReference(op));
  }

  @Override
  public void run(Call call) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    int[] starts = op.starts(src.shape());
    int[] steps = op.steps(src.shape());
    for (int i = 0; i < dst.shape().elements(); i++) {
      int from = src.desc().position(element(i, src.shape(), dst.shape(), starts, steps));
      int to = dst.desc().position(i);
      switch (src.desc().dtype()) {
        case FLOAT32 -> dst.floats().put(to, src.floats().get(from));
        case INT64 -> dst.longs().put(to, src.longs().get(from));
        case FLOAT16 -> throw DType.FLOAT16.onlyStored();
      }
    }
  }

  /** Returns the element of src, counted in row-major order, that is element i of dst. */
  private static int element(int i, Shape src, Shape dst, int[] starts, int[] steps) {
    int element = 0;
    for (int axis = 0; axis < src.rank(); axis++) {
      int index = (int) (i / dst.elements(axis + 1, dst.rank())) % dst.dim(axis);
      element = element * src.dim(axis) + starts[axis] + index * steps[axis];
    }
    return element;
  }
}
