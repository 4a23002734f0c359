package dev.fovea.spi.portable;

import dev.fovea.op.TopK;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.LongBuffer;
import java.util.List;

/**
 * {@link TopK}: one run of values per task. The indices in dst are a heap with the last of the kept
 * ones on top while values pass by, and are sorted out of it in place.
 */
public final class PortableTopK implements KernelBody {
  private final TopK op;
  private final int count;
  private final int inner;
  private final int runs;

  private final Workers.Task<Call> task = this::run;

  private PortableTopK(TopK op, int count, int inner, int runs) {
    this.op = op;
    this.count = count;
    this.inner = inner;
    this.runs = runs;
  }

  /** Plans the operator. */
  public static Plan plan(TopK op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    int axis = op.axis(src);
    int inner = (int) src.elements(axis + 1, src.rank());
    int runs = (int) src.elements(0, axis) * inner;
    return plan.build(
        "portable:top_k",
        ErrorModel.exact(),
        operands -> new PortableTopK(op, src.dim(axis), inner, runs));
  }

  @Override
  public void run(Call call) {
    call.workers().run(op.k() == 0 ? 0 : runs, call, task);
  }

  private void run(Call call, int run, int worker) {
    int k = op.k();
    for (int i = 0; i < k; i++) {
      put(call, run, i, i);
    }
    for (int i = k / 2 - 1; i >= 0; i--) {
      siftDown(call, run, i, k);
    }
    for (int i = k; i < count; i++) {
      if (isBefore(call, run, i, index(call, run, 0))) {
        put(call, run, 0, i);
        siftDown(call, run, 0, k);
      }
    }
    for (int end = k - 1; end > 0; end--) {
      swap(call, run, 0, end);
      siftDown(call, run, 0, end);
    }
    copyValues(call, run);
  }

  /** Lets an index sink until none behind it in the heap comes after it in the order. */
  private void siftDown(Call call, int run, int from, int size) {
    int at = from;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size
          && isBefore(call, run, index(call, run, child), index(call, run, child + 1))) {
        child++;
      }
      if (!isBefore(call, run, index(call, run, at), index(call, run, child))) {
        return;
      }
      swap(call, run, at, child);
      at = child;
    }
  }

  private void swap(Call call, int run, int a, int b) {
    int kept = index(call, run, a);
    put(call, run, a, index(call, run, b));
    put(call, run, b, kept);
  }

  /** Tells whether value {@code i} of a run comes before value {@code j}. */
  private boolean isBefore(Call call, int run, int i, int j) {
    Tensor src = call.srcs().get(0);
    int a = element(src, run, i, count);
    int b = element(src, run, j, count);
    int order =
        src.desc().dtype() == DType.INT64
            ? Long.compare(src.sharedLongs().get(a), src.sharedLongs().get(b))
            : order(src.sharedFloats().get(a), src.sharedFloats().get(b));
    if (order == 0) {
      return i < j;
    }
    return op.largest() ? order > 0 : order < 0;
  }

  /** Zeros are equal, whatever their signs; NaN is the largest. */
  private static int order(float a, float b) {
    return a == b ? 0 : Float.compare(a, b);
  }

  private int index(Call call, int run, int place) {
    Tensor indices = call.dsts().get(1);
    return (int) indices.sharedLongs().get(element(indices, run, place, op.k()));
  }

  private void put(Call call, int run, int place, int index) {
    Tensor indices = call.dsts().get(1);
    LongBuffer to = indices.sharedLongs();
    to.put(element(indices, run, place, op.k()), index);
  }

  private void copyValues(Call call, int run) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    boolean longs = src.desc().dtype() == DType.INT64;
    for (int i = 0; i < op.k(); i++) {
      int from = element(src, run, index(call, run, i), count);
      int to = element(dst, run, i, op.k());
      if (longs) {
        dst.sharedLongs().put(to, src.sharedLongs().get(from));
      } else {
        dst.sharedFloats().put(to, src.sharedFloats().get(from));
      }
    }
  }

  /** Returns where value {@code i} of a run lies in a tensor with that many along the axis. */
  private int element(Tensor tensor, int run, int i, int along) {
    return tensor.desc().position((run / inner * along + i) * inner + run % inner);
  }
}
