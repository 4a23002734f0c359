package dev.fovea.cli;

import dev.fovea.tensor.Tensor;

/** Turns a classifier's scores into probabilities where the network did not do it itself. */
final class Probabilities {
  private static final double TOLERANCE = 1e-3;

  private Probabilities() {}

  /** Returns a copy if the scores of one image are probabilities already, else their softmax. */
  static Tensor of(Tensor scores) {
    float[] values = scores.toFloats();
    return Tensor.of(scores.shape(), isDistribution(values) ? values : softmax(values));
  }

  private static boolean isDistribution(float[] values) {
    double sum = 0;
    for (float value : values) {
      if (!(value >= 0)) {
        return false;
      }
      sum += value;
    }
    return Math.abs(sum - 1) < TOLERANCE;
  }

  private static float[] softmax(float[] scores) {
    double max = Double.NEGATIVE_INFINITY;
    for (float score : scores) {
      max = Math.max(max, score);
    }
    double sum = 0;
    for (float score : scores) {
      sum += Math.exp(score - max);
    }
    float[] shares = new float[scores.length];
    for (int i = 0; i < scores.length; i++) {
      shares[i] = (float) (Math.exp(scores[i] - max) / sum);
    }
    return shares;
  }
}
