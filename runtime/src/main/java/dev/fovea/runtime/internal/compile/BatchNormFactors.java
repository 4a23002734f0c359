package dev.fovea.runtime.internal.compile;

import dev.fovea.op.BatchNorm;
import dev.fovea.op.Linear;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Batch normalisation of channel c as dst = (src - mean[c]) factor[c] + bias[c], in double. */
final class BatchNormFactors {
  private final float[] mean;
  private final double[] factor;
  private final float[] bias;

  /**
   * Computes the factors.
   *
   * @param parameters scale, bias, mean and variance, as the operator lists them
   */
  BatchNormFactors(BatchNorm op, List<Tensor> parameters) {
    float[] scale = parameters.get(0).toFloats();
    bias = parameters.get(1).toFloats();
    mean = parameters.get(2).toFloats();
    float[] variance = parameters.get(3).toFloats();
    factor = new double[scale.length];
    for (int c = 0; c < factor.length; c++) {
      factor[c] = scale[c] / Math.sqrt((double) variance[c] + op.epsilon());
    }
  }

  /** Returns weights whose products come out multiplied by the factor of their channel. */
  Tensor weights(Linear op, Tensor unfolded) {
    float[] weights = unfolded.toFloats();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (weights[i] * factor[op.outputOf(i)]);
    }
    return Tensor.of(unfolded.shape(), weights);
  }

  /** Returns the bias behind these products; {@code unfolded} is null where there was none. */
  Tensor bias(@Nullable Tensor unfolded) {
    float[] before = unfolded == null ? new float[factor.length] : unfolded.toFloats();
    float[] after = new float[factor.length];
    for (int c = 0; c < after.length; c++) {
      after[c] = (float) (((double) before[c] - mean[c]) * factor[c] + bias[c]);
    }
    return Tensor.of(Shape.of(after.length), after);
  }
}
