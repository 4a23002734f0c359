package dev.fovea.cli;

import dev.fovea.tensor.Tensor;

/** Turns a classifier's scores into probabilities where the network did not do it itself. */
final class Probabilities {
  private static final double TOLERANCE = 1e-3;

  private Probabilities() {}

  /** Returns the scores of images as they are where they are probabilities, else their softmax. */
  static Tensor of(Tensor scores, int images) {
    float[] values = scores.toFloats();
    int classes = values.length / images;
    for (int first = 0; first < images * classes; first += classes) {
      if (!isDistribution(values, first, classes)) {
        softmax(values, first, classes);
      }
    }
    return Tensor.of(scores.shape(), values);
  }

  private static boolean isDistribution(float[] values, int first, int count) {
    double sum = 0;
    for (int i = first; i < first + count; i++) {
      if (!(values[i] >= 0)) {
        return false;
      }
      sum += values[i];
    }
    return Math.abs(sum - 1) < TOLERANCE;
  }

  private static void softmax(float[] values, int first, int count) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = first; i < first + count; i++) {
      max = Math.max(max, values[i]);
    }
    double sum = 0;
    for (int i = first; i < first + count; i++) {
      sum += Math.exp(values[i] - max);
    }
    for (int i = first; i < first + count; i++) {
      values[i] = (float) (Math.exp(values[i] - max) / sum);
    }
  }
}
