package dev.fovea.models.vision;

import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One class of a network's answer.
 *
 * @param index the class, counted from 0
 * @param label its name; the index where there are no names
 * @param score the network's value, for example a probability
 */
public record Classification(int index, String label, float score) {

  /**
   * Returns the {@code k} classes with the highest scores of every image, best first; equal scores
   * in the order of their classes, NaN last.
   *
   * @param scores [N, classes], or [classes] for one image
   * @param labels names by class, or an empty list
   * @param k at most this many
   * @throws IllegalArgumentException if the scores' shape or the number of labels does not fit
   */
  public static List<List<Classification>> top(Tensor scores, List<String> labels, int k) {
    int rank = scores.shape().rank();
    if (rank < 1 || scores.shape().elements() == 0 || k < 1) {
      throw new IllegalArgumentException(
          "Classification: scores are "
              + scores.shape()
              + " and k is "
              + k
              + "; expected [N, classes] with at least one of each, and k at least 1");
    }
    int images = rank == 1 ? 1 : scores.shape().dim(0);
    int classes = Math.toIntExact(scores.shape().elements() / images);
    if (!labels.isEmpty() && labels.size() != classes) {
      throw new IllegalArgumentException(
          "Classification: "
              + labels.size()
              + " labels given; expected "
              + classes
              + " for scores "
              + scores.shape());
    }
    float[] values = scores.toFloats();
    List<List<Classification>> answers = new ArrayList<>();
    for (int n = 0; n < images; n++) {
      int first = n * classes;
      answers.add(
          IntStream.range(0, classes)
              .mapToObj(
                  c ->
                      new Classification(
                          c,
                          labels.isEmpty() ? Integer.toString(c) : labels.get(c),
                          values[first + c]))
              .sorted(Comparator.comparingDouble(Classification::rank))
              .limit(k)
              .toList());
    }
    return answers;
  }

  /** Sorts descending; the sum turns -0 into 0, which would come behind it, and NaN stays last. */
  private double rank() {
    return 0.0 - score;
  }
}
