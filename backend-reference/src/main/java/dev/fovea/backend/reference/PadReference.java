package dev.fovea.backend.reference;

import dev.fovea.op.Pad;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * {@link Pad}: element after element of dst, src's where it has one there, else what the mode says.
 */
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
    for (int i = 0; i < dst.shape().elements(); i++) {
      int[] place = Places.of(dst.shape(), i);
      boolean outside = false;
      for (int axis = 0; axis < place.length; axis++) {
        place[axis] = inside(place[axis] - op.begins().get(axis), src.shape().dim(axis));
        outside |= place[axis] == OUTSIDE;
      }
      if (outside) {
        put(dst, dst.desc().position(i));
      } else {
        Places.copy(src, Places.element(src.shape(), place), dst, i);
      }
    }
  }

  /** Walks from an index outside to the one inside that stands for it. */
  private int inside(int index, int extent) {
    int at = index;
    while (at < 0 || at >= extent) {
      switch (op.mode()) {
        case CONSTANT -> {
          return OUTSIDE;
        }
        case EDGE -> at += at < 0 ? 1 : -1;
        case WRAP -> at += at < 0 ? extent : -extent;
        case REFLECT -> at = extent == 1 ? 0 : at < 0 ? -at : 2 * (extent - 1) - at;
      }
    }
    return at;
  }

  private void put(Tensor dst, int at) {
    switch (dst.desc().dtype()) {
      case FLOAT32 -> dst.floats().put(at, (float) op.value());
      case INT64 -> dst.longs().put(at, (long) op.value());
      case FLOAT16 -> throw DType.FLOAT16.onlyStored();
    }
  }
}
