package dev.fovea.op;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic of folding batch normalisation into the {@link Linear} operator before it, in
 * double; each folded value is rounded once.
 *
 * <p>With factor[c] = scale[c] / sqrt(variance[c] + epsilon) the normalisation of channel c is dst
 * = (src - mean[c]) factor[c] + bias[c], so that weights W and bias b of the operator before become
 *
 * <pre>
 * W'[i] = W[i] factor[c(i)]        b'[c] = (b[c] - mean[c]) factor[c] + bias[c]
 * </pre>
 *
 * c(i) being the channel that weight i contributes to ({@link Linear#outputOf}). Where a factor is
 * not finite (a variance of 0 without epsilon), so is what is folded: check before using it.
 * Immutable; it keeps copies of the parameters.
 */
public final class BatchNormFactors {
  private final float[] mean;
  private final double[] factor;
  private final float[] bias;

  /**
   * Computes the factors.
   *
   * @param op the normalisation
   * @param parameters scale, bias, mean and variance, as the operator lists them
   */
  public BatchNormFactors(BatchNorm op, List<Tensor> parameters) {
    float[] scale = parameters.get(0).toFloats();
    bias = parameters.get(1).toFloats();
    mean = parameters.get(2).toFloats();
    float[] variance = parameters.get(3).toFloats();
    factor = new double[scale.length];
    for (int c = 0; c < factor.length; c++) {
      factor[c] = scale[c] / Math.sqrt((double) variance[c] + op.epsilon());
    }
  }

  /**
   * Returns weights whose products come out multiplied by the factor of their channel; the caller
   * closes them.
   *
   * @param op what the weights belong to; it has as many outputs as the normalisation has channels
   */
  public Tensor weights(Linear op, Tensor unfolded) {
    float[] weights = unfolded.toFloats();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (weights[i] * factor[op.outputOf(i)]);
    }
    return Tensor.of(unfolded.shape(), weights);
  }

  /**
   * Returns the bias behind these products; the caller closes it.
   *
   * @param unfolded the bias of the operator before; null where there was none
   */
  public Tensor bias(@Nullable Tensor unfolded) {
    float[] before = unfolded == null ? new float[factor.length] : unfolded.toFloats();
    float[] after = new float[factor.length];
    for (int c = 0; c < after.length; c++) {
      after[c] = (float) (((double) before[c] - mean[c]) * factor[c] + bias[c]);
    }
    return Tensor.of(Shape.of(after.length), after);
  }
}
