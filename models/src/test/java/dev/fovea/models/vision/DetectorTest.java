package dev.fovea.models.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetectorTest {
  private static final Shape INPUT = Shape.of(1, 3, 100, 200);
  private static final Bitmap PICTURE = Bitmap.of(40, 20, 1, new byte[800]);

  /** The picture fills the network's input, five times as large. */
  private static final Placement FIVE = new Placement(5, 5, 0, 0);

  private static List<Detection> detect(
      Detector detector, float[] scores, float[] boxes, List<String> labels, Placement placement) {
    int count = boxes.length / 4;
    try (Tensor s = Tensor.of(Shape.of(1, count, scores.length / count), scores);
        Tensor b = Tensor.of(Shape.of(1, count, 4), boxes)) {
      return detector.detect(s, b, INPUT, placement, PICTURE, labels);
    }
  }

  @Test
  void boxesAreThoseOfThePictureBestFirst() {
    float[] scores = {0.4f, 0.6f, 0.1f, 0.9f, 0.8f, 0.2f};
    float[] boxes = {0, 0, 0.5f, 0.5f, 0.5f, 0.25f, 1, 1, 0, 0, 1, 1};
    assertThat(detect(Detector.SSD, scores, boxes, List.of("nothing", "cat"), FIVE))
        .containsExactly(
            new Detection(1, "cat", 0.9f, 20, 5, 40, 20),
            new Detection(1, "cat", 0.6f, 0, 0, 20, 10));
  }

  @Test
  void overlappingBoxesOfOneClassAreDropped() {
    float[] boxes = {0, 0, 100, 50, 5, 0, 105, 50, 100, 50, 200, 100};
    Detector pixels = Detector.SSD.relative(false).background(false);
    float[] oneClass = {0.7f, 0.8f, 0.6f};
    assertThat(detect(pixels, oneClass, boxes, List.of(), FIVE))
        .extracting(Detection::score)
        .containsExactly(0.8f, 0.6f);
    assertThat(detect(pixels.iouThreshold(1), oneClass, boxes, List.of(), FIVE)).hasSize(3);
    float[] twoClasses = {0.7f, 0, 0, 0.8f, 0.6f, 0};
    assertThat(detect(pixels, twoClasses, boxes, List.of(), FIVE))
        .extracting(Detection::label)
        .containsExactly("1", "0", "0");
  }

  @Test
  void centresAndLetterboxesAreUndone() {
    Detector centres =
        Detector.SSD.relative(false).background(false).boxes(Detector.Boxes.CENTRE_AND_SIZE);
    // The picture at twice its size, 60 from the left and 30 from above.
    Placement letterbox = new Placement(2, 2, 60, 30);
    assertThat(detect(centres, new float[] {1}, new float[] {80, 50, 20, 10}, List.of(), letterbox))
        .containsExactly(new Detection(0, "0", 1, 5, 7.5f, 15, 12.5f));
  }

  @Test
  void boxesAreCutAtThePicturesEdges() {
    Detector pixels = Detector.SSD.relative(false).background(false);
    float[] box = {-50, -50, 500, 500};
    assertThat(detect(pixels, new float[] {1}, box, List.of(), FIVE))
        .containsExactly(new Detection(0, "0", 1, 0, 0, 40, 20));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(
            () -> detect(Detector.SSD, new float[] {0, 1}, new float[4], List.of("one"), FIVE))
        .hasMessage("Detector: 1 labels given; expected 2, the background first");
    assertThatThrownBy(() -> Detector.SSD.iouThreshold(2)).hasMessageContaining("iouThreshold 2.0");
    try (Tensor flat = Tensor.of(Shape.of(2, 2), 0, 1, 0, 1)) {
      assertThatThrownBy(() -> Detector.SSD.detect(flat, flat, INPUT, FIVE, PICTURE, List.of()))
          .hasMessageContaining("scores are [2,2]");
    }
  }
}
