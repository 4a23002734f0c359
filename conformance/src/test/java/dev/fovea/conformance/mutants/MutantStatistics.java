package dev.fovea.conformance.mutants;

import dev.fovea.op.GroupNorm;
import dev.fovea.op.LayerNorm;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.op.LogSoftmax;
import dev.fovea.op.Softmax;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Normalisations with one mistake. */
final class MutantStatistics {
  private MutantStatistics() {}

  static Plan logSoftmax(
      Backend reference, LogSoftmax op, List<TensorDesc> inputs, PlanOptions options) {
    Plan right = reference.logSoftmax(op, inputs, options);
    Plan softmax = reference.softmax(new Softmax(op.axis(), op.endAxis()), inputs, options);
    return Plan.of(op, inputs, options)
        .build(
            right.describe(),
            right.errorModel(),
            operands ->
                new Behind(
                    softmax.build(Map.of()),
                    operands,
                    call -> change(call.dsts().get(0), x -> (float) Math.log(x))));
  }

  static Plan layerNorm(
      Backend reference, LayerNorm op, List<TensorDesc> inputs, PlanOptions options) {
    Plan right = reference.layerNorm(op, inputs, options.variable(parameters(op)));
    return Plan.of(op, inputs, options)
        .build(
            right.describe(),
            right.errorModel(),
            operands ->
                new Behind(
                    right.build(Map.of()),
                    operands,
                    call -> change(call.dsts().get(2), x -> 1 / x)));
  }

  private static String[] parameters(LayerNorm op) {
    return op.bias() ? new String[] {"scale", "bias"} : new String[] {"scale"};
  }

  private interface Change {
    float of(float x);
  }

  private static void change(Tensor tensor, Change change) {
    float[] values = tensor.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] = change.of(values[i]);
    }
    tensor.copyFrom(values);
  }

  /** Runs another kernel on the same tensors and changes what it wrote. */
  private record Behind(Kernel inner, Operands operands, Consumer<Call> change)
      implements KernelBody {
    @Override
    public void run(Call call) {
      List<Tensor> srcs =
          IntStream.range(0, inner.plan().inputs().size())
              .mapToObj(i -> operands.get(i, call))
              .toList();
      try (Tensor none = Tensor.allocate(TensorDesc.of(0))) {
        inner.run(srcs, call.dsts(), none, call.workers());
      }
      change.accept(call);
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  static Plan groupNorm(GroupNorm op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    int terms = (int) op.terms(inputs.get(0).shape());
    return plan.build(
        "reference:group_norm:mutant",
        new ErrorModel.Standardised(terms),
        operands -> call -> groupNorm(op, terms, operands, call));
  }

  private static void groupNorm(GroupNorm op, int terms, Operands operands, Call call) {
    float[] values = operands.get(0, call).toFloats();
    float[] scale = operands.get(1, call).toFloats();
    float[] bias = operands.get(2, call).toFloats();
    float[] dst = new float[values.length];
    int positions = terms / (op.channels() / op.groups());
    for (int first = 0; first < values.length; first += terms) {
      float sum = 0;
      float squares = 0;
      for (int i = first; i < first + terms; i++) {
        sum += values[i];
        squares += values[i] * values[i];
      }
      float mean = sum / terms;
      float variance = squares / terms - mean * mean;
      for (int i = first; i < first + terms; i++) {
        int c = i / positions % op.channels();
        float root = (float) Math.sqrt(variance + op.epsilon());
        dst[i] = (values[i] - mean) / root * scale[c] + bias[c];
      }
    }
    call.dsts().get(0).copyFrom(dst);
  }

  static Plan localResponseNorm(
      LocalResponseNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:local_response_norm:mutant",
            new ErrorModel.Direct(op.products(), 1),
            operands -> call -> localResponseNorm(op, call));
  }

  private static void localResponseNorm(LocalResponseNorm op, Call call) {
    Tensor src = call.srcs().get(0);
    float[] values = src.toFloats();
    float[] dst = new float[values.length];
    int channels = src.shape().dim(1);
    int positions = (int) src.shape().elements(2, src.shape().rank());
    for (int i = 0; i < values.length; i++) {
      int c = i / positions % channels;
      double squares = 0;
      for (int k = c - op.size() / 2; k <= c + (op.size() - 1) / 2; k++) {
        if (k >= 0 && k < channels) {
          double x = values[i + (k - c) * positions];
          squares += x * x;
        }
      }
      double base = op.bias() + (double) op.alpha() / op.size() * squares;
      dst[i] = (float) (values[i] / Math.pow(base, op.beta()));
    }
    call.dsts().get(0).copyFrom(dst);
  }
}
