package dev.fovea.conformance.mutants;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.Concat;
import dev.fovea.op.PRelu;
import dev.fovea.op.Reshaping;
import dev.fovea.op.Softmax;
import dev.fovea.op.StridedSlice;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.portable.PortableActivation;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Plain elementwise operators; each mutant changes one line. */
final class MutantElementwise {
  private MutantElementwise() {}

  static Plan activation(
      Mutant mutant,
      Backend reference,
      Activation op,
      List<TensorDesc> inputs,
      PlanOptions options) {
    if (op.function() != function(mutant)) {
      return reference.activation(op, inputs, options);
    }
    boolean relu = op.function() == Activation.Function.RELU;
    return Plan.of(op, inputs, options)
        .build(
            "reference:activation:mutant",
            relu ? ErrorModel.exact() : new ErrorModel.Elementwise(1),
            operands -> call -> apply(mutant, call));
  }

  private static Activation.Function function(Mutant mutant) {
    return switch (mutant) {
      case SILU_AT_MINUS_INFINITY -> Activation.Function.SILU;
      case SOFTPLUS_OVERFLOWS -> Activation.Function.SOFTPLUS;
      case GELU_CANCELS -> Activation.Function.GELU;
      default -> Activation.Function.RELU;
    };
  }

  private static float value(Mutant mutant, float x) {
    return switch (mutant) {
      case SILU_AT_MINUS_INFINITY -> (float) (x / (1 + Math.exp(-x)));
      case SOFTPLUS_OVERFLOWS -> x > 0 ? (float) Math.log1p(Math.exp(x)) : softplus(x);
      case GELU_CANCELS -> x < -5 ? -0f : PortableActivation.apply(Activation.gelu(), x);
      default -> Math.max(x, 0);
    };
  }

  private static float softplus(float x) {
    return PortableActivation.apply(Activation.softplus(), x);
  }

  private static void apply(Mutant mutant, Call call) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    float[] values = mutant == Mutant.VECTORS_ALIGNED_DOWN ? aligned(src) : src.toFloats();
    if (mutant == Mutant.EMPTY_BATCH_DIVIDED) {
      int share = 1000 / src.desc().images();
      requireNonNegative(share);
    }
    if (mutant == Mutant.TENSOR_ALLOCATED_IN_RUN) {
      try (Tensor buffer = Tensor.allocate(dst.desc())) {
        call.workers().run(1, buffer, (tensor, task, worker) -> tensor.copyFrom(src.toFloats()));
      }
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = value(mutant, values[i]);
      int at = dst.desc().position(i);
      if (mutant != Mutant.ZEROS_NOT_WRITTEN || values[i] != 0) {
        dst.floats().put(at, values[i]);
      }
    }
    if (mutant == Mutant.SRC_CHANGED) {
      src.copyFrom(values);
    }
  }

  private static void requireNonNegative(int share) {
    if (share < 0) {
      throw new AssertionError("share is " + share);
    }
  }

  private static float[] aligned(Tensor src) {
    long address = src.address() - src.address() % 16;
    try (Tensor moved = Tensor.wrap(src.desc(), address, src.desc().bytes(), () -> {})) {
      return moved.toFloats();
    }
  }

  static Plan prelu(PRelu op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:prelu:mutant",
            ErrorModel.exact(),
            operands -> call -> prelu(operands, call));
  }

  private static void prelu(Operands operands, Call call) {
    float[] values = operands.get(0, call).toFloats();
    float[] slopes = operands.get(1, call).toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] >= 0 ? values[i] : slopes[i % slopes.length] * values[i];
    }
    call.dsts().get(0).copyFrom(values);
  }

  static Plan add(Add op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("reference:add:mutant", ErrorModel.exact(), operands -> MutantElementwise::add);
  }

  private static void add(Call call) {
    float[] a = call.srcs().get(0).toFloats();
    float[] b = call.srcs().get(1).toFloats();
    float[] sums = new float[(int) call.dsts().get(0).shape().elements()];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = a[i % a.length] + b[i % b.length];
    }
    call.dsts().get(0).copyFrom(sums);
  }

  static Plan softmax(Softmax op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    int terms = (int) inputs.get(0).shape().elements(op.axis(), op.endAxis());
    return plan.build(
        "reference:softmax:mutant",
        new ErrorModel.Normalised(terms, 1),
        operands -> call -> softmax(op, terms, call));
  }

  private static void softmax(Softmax op, int terms, Call call) {
    Shape shape = call.srcs().get(0).shape();
    float[] src = call.srcs().get(0).toFloats();
    float[] dst = new float[src.length];
    int step = (int) shape.elements(op.endAxis(), shape.rank());
    for (int i = 0; i < src.length; i++) {
      int first = i / (terms * step) * terms * step + i % step;
      double sum = 0;
      for (int k = 0; k < terms; k++) {
        sum += Math.exp(src[first + k * step]);
      }
      dst[i] = (float) (Math.exp(src[i]) / sum);
    }
    call.dsts().get(0).copyFrom(dst);
  }

  static Plan concat(Concat op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("reference:concat:mutant", ErrorModel.exact(), operands -> MutantElementwise::join);
  }

  private static void join(Call call) {
    Tensor dst = call.dsts().get(0);
    FloatBuffer joint = FloatBuffer.allocate((int) dst.shape().elements());
    for (int n = 0; n < dst.desc().images(); n++) {
      for (Tensor src : call.srcs()) {
        int image = (int) src.desc().imageElements();
        joint.put(src.toFloats(), n * image, image);
      }
    }
    dst.copyFrom(joint.flip());
  }

  static Plan stridedSlice(
      Backend reference, StridedSlice op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.of(op, inputs, options);
    return reference.stridedSlice(dense(op, inputs.get(0)), inputs, options);
  }

  /** Returns a slice of as many indices side by side; one that goes backwards stays. */
  private static StridedSlice dense(StridedSlice op, TensorDesc src) {
    Shape dst = op.infer(List.of(src)).get(0).shape();
    int[] starts = op.starts(src.shape());
    int[] steps = op.steps(src.shape());
    List<StridedSlice.Range> ranges = new ArrayList<>();
    for (int axis = 0; axis < starts.length; axis++) {
      if (steps[axis] < 0) {
        return op;
      }
      ranges.add(new StridedSlice.Range(axis, starts[axis], starts[axis] + dst.dim(axis), 1));
    }
    return new StridedSlice(ranges);
  }

  static Plan reshape(Reshaping op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build("reference:reshape:mutant", ErrorModel.exact(), operands -> MutantElementwise::copy);
  }

  private static void copy(Call call) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    if (src.desc().dtype() == DType.FLOAT32) {
      dst.copyFrom(src.toFloats());
      return;
    }
    long[] values = src.toLongs();
    for (int i = 0; i < values.length; i++) {
      dst.longs().put(dst.desc().position(i), (long) (float) values[i]);
    }
  }
}
