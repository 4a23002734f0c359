package dev.fovea.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a network says of one picture.
 *
 * @param image the picture's name
 * @param expected its true class, where it is known
 * @param top the likeliest classes, best first
 * @param milliseconds the time of the run, decoding left out
 */
record Prediction(String image, @Nullable String expected, List<Ranked> top, double milliseconds) {

  /**
   * One class.
   *
   * @param index its number in the network's output
   * @param label its name
   * @param probability between 0 and 1
   */
  record Ranked(int index, String label, float probability) {}

  Prediction {
    top = List.copyOf(top);
  }

  boolean isRight() {
    return top.get(0).label().equals(expected);
  }
}
