package dev.fovea.spi.portable;

import dev.fovea.op.ArgExtremum;
import dev.fovea.op.ArgExtremum.Extreme;
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
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;

/** {@link ArgExtremum}: some outputs per task, one pass over the values of each. */
public final class PortableArgExtremum implements KernelBody {
  private final ArgExtremum op;
  private final int terms;
  private final int inner;

  private final Workers.Task<Call> task = this::chunk;

  private PortableArgExtremum(ArgExtremum op, int terms, int inner) {
    this.op = op;
    this.terms = terms;
    this.inner = inner;
  }

  /** Plans the operator. */
  public static Plan plan(ArgExtremum op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Shape src = inputs.get(0).shape();
    int axis = op.axis(src);
    int inner = (int) src.elements(axis + 1, src.rank());
    return plan.build(
        "portable:arg_extremum",
        ErrorModel.exact(),
        operands -> new PortableArgExtremum(op, src.dim(axis), inner));
  }

  @Override
  public void run(Call call) {
    call.workers().run(OutputChunks.count(call.dsts().get(0), terms), call, task);
  }

  private void chunk(Call call, int chunk, int worker) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    boolean floats = src.desc().dtype() == DType.FLOAT32;
    LongBuffer to = dst.sharedLongs();
    int end = OutputChunks.end(dst, terms, chunk);
    for (int output = OutputChunks.begin(terms, chunk); output < end; output++) {
      int first = output / inner * terms * inner + output % inner;
      long index =
          floats
              ? floatIndex(src.sharedFloats(), src.desc(), first)
              : longIndex(src.sharedLongs(), src.desc(), first);
      to.put(dst.desc().position(output), index);
    }
  }

  private int floatIndex(FloatBuffer from, TensorDesc src, int first) {
    int found = 0;
    float best = from.get(src.position(first));
    for (int i = 1; i < terms; i++) {
      float x = from.get(src.position(first + i * inner));
      boolean equal = x == best || (Float.isNaN(x) && Float.isNaN(best));
      if (equal ? op.lastIndex() : isBetter(x, best)) {
        found = i;
        best = x;
      }
    }
    return found;
  }

  private boolean isBetter(float x, float best) {
    boolean further = op.extreme() == Extreme.MAX ? x > best : x < best;
    return further || (Float.isNaN(x) && !Float.isNaN(best));
  }

  private int longIndex(LongBuffer from, TensorDesc src, int first) {
    int found = 0;
    long best = from.get(src.position(first));
    for (int i = 1; i < terms; i++) {
      long x = from.get(src.position(first + i * inner));
      boolean further = op.extreme() == Extreme.MAX ? x > best : x < best;
      if (further || (x == best && op.lastIndex())) {
        found = i;
        best = x;
      }
    }
    return found;
  }
}
