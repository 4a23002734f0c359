package dev.fovea.conformance;

import dev.fovea.op.GroupNorm;
import dev.fovea.op.LayerNorm;
import dev.fovea.spi.Call;
import dev.fovea.spi.Operands;
import dev.fovea.tensor.Tensor;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** T of {@link dev.fovea.spi.ErrorModel.Standardised}, from the inputs themselves. */
final class BesideStatistics {
  private BesideStatistics() {}

  static void groupNorm(GroupNorm op, Operands operands, Call call) {
    Tensor dst = call.dsts().get(0);
    int positions = (int) dst.shape().elements(2, dst.shape().rank());
    standardised(
        operands,
        call,
        (int) op.terms(dst.shape()),
        op.epsilon(),
        true,
        element -> element / positions % op.channels());
  }

  static void layerNorm(LayerNorm op, Operands operands, Call call) {
    int terms = (int) op.normalised().elements();
    standardised(operands, call, terms, op.epsilon(), op.bias(), element -> element % terms);
  }

  private static void standardised(
      Operands operands,
      Call call,
      int terms,
      double epsilon,
      boolean hasBias,
      IntUnaryOperator parameter) {
    float[] src = operands.get(0, call).toFloats();
    float[] scale = operands.get(1, call).toFloats();
    float[] bias = hasBias ? operands.get(2, call).toFloats() : new float[scale.length];
    float[] dst = new float[src.length];
    for (int first = 0; first < src.length; first += terms) {
      float[] values = Arrays.copyOfRange(src, first, first + terms);
      double mean = 0;
      double magnitude = 0;
      for (float x : values) {
        mean += (double) x / terms;
        magnitude += Math.abs((double) x) / terms;
      }
      double variance = 0;
      for (float x : values) {
        variance += (x - mean) * (x - mean) / terms;
      }
      double s = Math.sqrt(variance + epsilon);
      double shift = Bounds.gamma(terms + 1.0) * magnitude / s;
      for (int i = 0; i < terms; i++) {
        double distance = Math.abs(values[i] - mean);
        double unscaled = (magnitude * (1 + shift * distance / s) + distance) / s;
        int p = parameter.applyAsInt(first + i);
        dst[first + i] = (float) (unscaled * Math.abs(scale[p]) + Math.abs(bias[p]));
      }
      if (call.dsts().size() > 1) {
        call.dsts().get(1).floats().put(first / terms, (float) magnitude);
        call.dsts().get(2).floats().put(first / terms, (float) ((1 + shift * magnitude / s) / s));
      }
    }
    call.dsts().get(0).copyFrom(dst);
  }
}
