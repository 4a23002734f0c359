package dev.fovea.conformance.mutants;

import dev.fovea.op.ArgExtremum;
import dev.fovea.op.Op;
import dev.fovea.op.Reduce;
import dev.fovea.op.Reduce.Kind;
import dev.fovea.op.TopK;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A reference kernel that reads other values than it is given, or takes others together. */
final class MutantReduction implements KernelBody {
  private final Mutant mutant;
  private final Kernel inner;

  private MutantReduction(Mutant mutant, Kernel inner) {
    this.mutant = mutant;
    this.inner = inner;
  }

  static boolean isBroken(Mutant mutant, Reduce op, List<TensorDesc> inputs) {
    boolean floats = !inputs.isEmpty() && inputs.get(0).dtype() == DType.FLOAT32;
    return floats
        && switch (mutant) {
          case MEAN_NOT_DIVIDED -> op.kind() == Kind.MEAN && inputs.get(0).shape().elements() > 0;
          case LOG_SUM_EXP_WITHOUT_MAXIMUM -> op.kind() == Kind.LOG_SUM_EXP;
          case MINIMUM_PASSES_OVER_NAN -> op.kind() == Kind.MIN;
          case EMPTY_PRODUCT_ZERO ->
              op.kind() == Kind.PROD && inputs.get(0).shape().elements() == 0;
          default -> false;
        };
  }

  static Plan reduce(
      Mutant mutant, Backend reference, Reduce op, List<TensorDesc> inputs, PlanOptions options) {
    Reduce wrong =
        switch (mutant) {
          case MEAN_NOT_DIVIDED, EMPTY_PRODUCT_ZERO -> op.kind(Kind.SUM);
          case LOG_SUM_EXP_WITHOUT_MAXIMUM -> op.kind(Kind.LOG_SUM);
          default -> op;
        };
    ErrorModel model = reference.reduce(op, inputs, options).errorModel();
    return plan(mutant, op, model, reference.reduce(wrong, inputs, options), inputs, options);
  }

  static Plan argExtremum(
      Mutant mutant,
      Backend reference,
      ArgExtremum op,
      List<TensorDesc> inputs,
      PlanOptions options) {
    boolean other = mutant == Mutant.OTHER_OF_EQUAL_VALUES;
    ArgExtremum used =
        new ArgExtremum(op.extreme(), op.axis(), op.keepDims(), op.lastIndex() != other);
    Plan inner = reference.argExtremum(used, inputs, options);
    return plan(mutant, op, ErrorModel.exact(), inner, inputs, options);
  }

  static Plan topK(TopK op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("reference:top_k:mutant", ErrorModel.exact(), operands -> call -> topK(op, call));
  }

  private static void topK(TopK op, Call call) {
    Tensor src = call.srcs().get(0);
    Shape shape = src.shape();
    int axis = op.axis(shape);
    int step = (int) shape.elements(axis + 1, shape.rank());
    int count = shape.dim(axis);
    for (int run = 0; run < shape.elements(0, axis) * step; run++) {
      int first = run / step * count * step + run % step;
      int out = run / step * op.k() * step + run % step;
      List<Integer> order = new ArrayList<>();
      for (int i = count - 1; i >= 0; i--) {
        order.add(i);
      }
      Comparator<Integer> rising =
          (a, b) ->
              compare(
                  src,
                  src.desc().position(first + a * step),
                  src.desc().position(first + b * step));
      order.sort(op.largest() ? rising.reversed() : rising);
      for (int i = 0; i < op.k(); i++) {
        Tensor values = call.dsts().get(0);
        Tensor indices = call.dsts().get(1);
        int from = src.desc().position(first + order.get(i) * step);
        int to = out + i * step;
        if (src.desc().dtype() == DType.INT64) {
          values.longs().put(values.desc().position(to), src.longs().get(from));
        } else {
          values.floats().put(values.desc().position(to), src.floats().get(from));
        }
        indices.longs().put(indices.desc().position(to), order.get(i));
      }
    }
  }

  private static int compare(Tensor src, int a, int b) {
    return src.desc().dtype() == DType.INT64
        ? Long.compare(src.longs().get(a), src.longs().get(b))
        : Float.compare(src.floats().get(a), src.floats().get(b));
  }

  private static Plan plan(
      Mutant mutant,
      Op op,
      ErrorModel model,
      Plan inner,
      List<TensorDesc> inputs,
      PlanOptions options) {
    return Plan.of(op, inputs, options)
        .scratch(workers -> inner.srcs().get(0).plain().bytes())
        .build(
            inner.describe(),
            model,
            operands -> new MutantReduction(mutant, inner.build(Map.of())));
  }

  @Override
  public void run(Call call) {
    Tensor src = call.srcs().get(0);
    Tensor changed = src;
    if (src.desc().dtype() == DType.FLOAT32) {
      float[] values = src.toFloats();
      for (int i = 0; i < values.length; i++) {
        values[i] = changed(values[i]);
      }
      changed = call.scratch().view(src.desc().plain(), 0).copyFrom(values);
    }
    try (Tensor none = Tensor.allocate(TensorDesc.of(0))) {
      inner.run(List.of(changed), call.dsts(), none, call.workers());
    }
    if (changed != src) {
      changed.close();
    }
  }

  private float changed(float x) {
    return switch (mutant) {
      case LOG_SUM_EXP_WITHOUT_MAXIMUM -> (float) Math.exp(x);
      case MINIMUM_PASSES_OVER_NAN -> Float.isNaN(x) ? Float.POSITIVE_INFINITY : x;
      case NAN_PASSED_OVER -> Float.isNaN(x) ? 0 : x;
      default -> x;
    };
  }

  @Override
  public void close() {
    inner.close();
  }
}
