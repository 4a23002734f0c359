package dev.fovea.backend.reference;

import dev.fovea.op.Resize;
import dev.fovea.op.ResizeTaps;
import dev.fovea.op.Sampling;
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

/** {@link Resize}: element after element of dst, one sum over the taps of every axis. */
final class ResizeReference implements KernelBody {
  private final Resize op;
  private final ResizeTaps[] taps;

  private ResizeReference(Resize op, ResizeTaps[] taps) {
    this.op = op;
    this.taps = taps;
  }

  static Plan plan(Resize op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    ResizeTaps[] taps = new ResizeTaps[src.rank()];
    int products = 1;
    for (int axis = 0; axis < taps.length; axis++) {
      taps[axis] = op.taps(src, axis);
      products = Math.multiplyExact(products, taps[axis].most());
    }
    boolean copies = op.sampling() instanceof Sampling.Nearest;
    return plan.build(
        "reference:resize:direct",
        copies ? ErrorModel.exact() : new ErrorModel.Direct(products, 0),
        operands -> new ResizeReference(op, taps));
  }

  @Override
  public void run(Call call) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    for (int i = 0; i < dst.shape().elements(); i++) {
      int at = dst.desc().position(i);
      if (dst.desc().dtype() == DType.INT64) {
        dst.longs().put(at, isOutside(i) ? (long) op.extrapolation() : nearest(src, i));
      } else {
        dst.floats().put(at, isOutside(i) ? op.extrapolation() : (float) sum(src, 0, i, 0));
      }
    }
  }

  /** Returns the index along an axis of element i of dst. */
  private int output(int i, int axis) {
    long behind = 1;
    for (int k = axis + 1; k < taps.length; k++) {
      behind *= taps[k].outputs();
    }
    return (int) (i / behind) % taps[axis].outputs();
  }

  private boolean isOutside(int i) {
    for (int axis = 0; axis < taps.length; axis++) {
      if (taps[axis].isOutside(output(i, axis))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the sum over the taps of this axis and those behind it.
   *
   * @param element what the axes before have chosen, counted in row-major order
   */
  private double sum(Tensor src, int axis, int i, int element) {
    if (axis == taps.length) {
      return src.floats().get(src.desc().position(element));
    }
    int output = output(i, axis);
    double sum = 0;
    for (int tap = taps[axis].first(output); tap < taps[axis].end(output); tap++) {
      int next = element * taps[axis].inputs() + taps[axis].index(tap);
      sum += taps[axis].weight(tap) * sum(src, axis + 1, i, next);
    }
    return sum;
  }

  private long nearest(Tensor src, int i) {
    int element = 0;
    for (int axis = 0; axis < taps.length; axis++) {
      int tap = taps[axis].first(output(i, axis));
      element = element * taps[axis].inputs() + taps[axis].index(tap);
    }
    return src.longs().get(src.desc().position(element));
  }
}
