package dev.fovea.models.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Size2d;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import org.junit.jupiter.api.Test;

class HeatMapTest {
  private static final Size2d CROP = new Size2d(4, 4);
  private static final Size2d STRIDE = new Size2d(2, 2);

  /** Class 1 of two by two positions: 1 and 3 above 5 and 7. */
  private static HeatMap map() {
    try (Tensor scores = Tensor.of(Shape.of(1, 2, 2, 2), 9, 9, 9, 9, 1, 3, 5, 7)) {
      return HeatMap.of(scores, 1, CROP, STRIDE);
    }
  }

  @Test
  void scoresLieAtTheCentresOfTheirCrops() {
    HeatMap map = map();
    assertThat(map.at(0, 1)).isEqualTo(3);
    assertThat(map.lowest()).isEqualTo(1);
    assertThat(map.highest()).isEqualTo(7);
    assertThat(map.between(2, 2)).isEqualTo(1);
    assertThat(map.between(4, 2)).isEqualTo(3);
    assertThat(map.between(3, 3)).isEqualTo(4);
    assertThat(map.between(0, 0)).isEqualTo(1);
    assertThat(map.between(6, 6)).isEqualTo(7);
  }

  @Test
  void coloursLieOverThePicture() {
    Bitmap black = Bitmap.of(3, 3, 1, new byte[9]);
    Bitmap over = map().over(black, new Placement(2, 2, 0, 0), 1);
    // The lowest score is viridis' dark violet, the highest its yellow.
    assertThat(over.sample(0, 0, 0)).isEqualTo(0x44);
    assertThat(over.sample(0, 0, 1)).isEqualTo(0x01);
    assertThat(over.sample(2, 2, 0)).isEqualTo(0xfd);
    assertThat(over.sample(2, 2, 1)).isEqualTo(0xe7);
    assertThat(map().over(black, Placement.IDENTITY, 0).toBytes())
        .isEqualTo(black.toRgb().toBytes());
  }

  @Test
  void equalScoresHaveTheMiddleColour() {
    try (Tensor scores = Tensor.of(Shape.of(1, 1, 1, 1), 5)) {
      Bitmap over =
          HeatMap.of(scores, 0, CROP, STRIDE)
              .over(Bitmap.of(1, 1, 1, (byte) 0), Placement.IDENTITY, 1);
      assertThat(over.sample(0, 0, 1)).isEqualTo(0x91);
    }
  }

  @Test
  void otherShapesAndClassesAreRefused() {
    try (Tensor row = Tensor.of(Shape.of(1, 4), 1, 2, 3, 4);
        Tensor scores = Tensor.of(Shape.of(1, 1, 1, 1), 5)) {
      assertThatThrownBy(() -> HeatMap.of(row, 0, CROP, STRIDE))
          .hasMessage("HeatMap: scores are [1,4]; expected [1, classes, rows, columns]");
      assertThatThrownBy(() -> HeatMap.of(scores, 1, CROP, STRIDE))
          .hasMessage("HeatMap: class is 1; expected 0 to 0");
    }
  }
}
