package dev.fovea.conformance.mutants;

import dev.fovea.op.Dense;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Operands;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** A dense layer that reads maps channels last. */
final class MutantDense {
  private MutantDense() {}

  static Plan dense(Backend reference, Dense op, List<TensorDesc> inputs, PlanOptions options) {
    if (inputs.isEmpty() || inputs.get(0).shape().rank() <= 2) {
      return reference.dense(op, inputs, options);
    }
    return Plan.of(op, inputs, options)
        .build(
            "reference:dense:mutant",
            new ErrorModel.Direct(op.inFeatures(), 0),
            operands -> call -> channelsLast(op, operands, call));
  }

  private static void channelsLast(Dense op, Operands operands, Call call) {
    Shape shape = operands.get(0, call).shape();
    float[] src = operands.get(0, call).toFloats();
    float[] weights = operands.get(1, call).toFloats();
    float[] dst = new float[shape.dim(0) * op.outFeatures()];
    int channels = shape.dim(1);
    int positions = op.inFeatures() / channels;
    for (int i = 0; i < dst.length; i++) {
      int n = i / op.outFeatures();
      double sum = 0;
      for (int k = 0; k < op.inFeatures(); k++) {
        int moved = k % channels * positions + k / channels;
        sum +=
            (double) src[n * op.inFeatures() + moved]
                * weights[i % op.outFeatures() * op.inFeatures() + k];
      }
      dst[i] = (float) sum;
    }
    call.dsts().get(0).copyFrom(dst);
  }
}
