package dev.fovea.models.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import org.junit.jupiter.api.Test;

class MaskTest {
  /** Two by two positions of three classes: 0, 1, 2 and, of equal scores, 0. */
  private static Mask mask() {
    try (Tensor scores = Tensor.of(Shape.of(1, 3, 2, 2), 1, 0, 0, 5, 0, 1, 0, 5, 0, 0, 1, 5)) {
      return Mask.of(scores);
    }
  }

  @Test
  void theHighestScoreWins() {
    Mask mask = mask();
    assertThat(mask.at(0, 0)).isZero();
    assertThat(mask.at(1, 0)).isEqualTo(1);
    assertThat(mask.at(0, 1)).isEqualTo(2);
    assertThat(mask.at(1, 1)).isZero();
    assertThat(mask.count(0)).isEqualTo(2);
  }

  @Test
  void scoresOfTheMiddleAloneLieThere() {
    Mask framed = mask().inMiddleOf(Shape.of(1, 3, 4, 6));
    assertThat(framed.width()).isEqualTo(6);
    assertThat(framed.height()).isEqualTo(4);
    assertThat(framed.at(3, 1)).isEqualTo(1);
    assertThat(framed.at(2, 2)).isEqualTo(2);
    assertThat(framed.count(0)).isEqualTo(22);
    assertThatThrownBy(() -> mask().inMiddleOf(Shape.of(1, 3, 4, 1)))
        .hasMessageContaining("2 x 2 positions for an input [1,3,4,1]");
  }

  @Test
  void positionsComeBackToThePicture() {
    Bitmap picture = Bitmap.of(4, 2, 1, new byte[8]);
    // The picture at twice its size in the middle of 8 x 8, two rows of padding above and below.
    Mask placed = mask().onto(Shape.of(1, 3, 8, 8), new Placement(2, 2, 0, 2), picture);
    assertThat(placed.width()).isEqualTo(4);
    assertThat(placed.height()).isEqualTo(2);
    int[] expected = {0, 0, 1, 1, 2, 2, 0, 0};
    for (int i = 0; i < expected.length; i++) {
      assertThat(placed.at(i % 4, i / 4)).isEqualTo(expected[i]);
    }
  }

  @Test
  void coloursLieOverThePicture() {
    Bitmap picture = Bitmap.of(2, 2, 1, (byte) 100, (byte) 100, (byte) 100, (byte) 100);
    Bitmap over = mask().over(picture, 0.5);
    assertThat(over.sample(0, 0, 0)).isEqualTo(100);
    // Class 1 is dark red, 128 0 0; class 2 green.
    assertThat(over.sample(1, 0, 0)).isEqualTo(114);
    assertThat(over.sample(1, 0, 1)).isEqualTo(50);
    assertThat(over.sample(0, 1, 1)).isEqualTo(114);
    assertThatThrownBy(() -> mask().over(Bitmap.of(1, 1, 1, (byte) 0), 1))
        .hasMessageContaining("expected one size");
  }

  @Test
  void thePaletteIsThatOfPascalVoc() {
    assertThat(Palette.colour(0)).isZero();
    assertThat(Palette.colour(1)).isEqualTo(0x800000);
    assertThat(Palette.colour(2)).isEqualTo(0x008000);
    assertThat(Palette.colour(15)).isEqualTo(0xc08080);
    assertThat(Palette.colour(20)).isEqualTo(0x004080);
  }

  @Test
  void otherShapesAreRefused() {
    try (Tensor scores = Tensor.of(Shape.of(1, 4), 1, 2, 3, 4)) {
      assertThatThrownBy(() -> Mask.of(scores)).hasMessageContaining("scores are [1,4]");
    }
  }
}
