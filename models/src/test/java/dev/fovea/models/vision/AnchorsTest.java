package dev.fovea.models.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Size2d;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnchorsTest {
  /** "Shaoqing's matlab implementation", as generate_anchors.py has it: pixels counted from 1. */
  @Test
  void theNineOfFasterRcnnAreThePublishedOnes() {
    List<Box> firstAndLastPixel =
        Anchors.FASTER_RCNN.first().stream()
            .map(box -> new Box(box.left() + 1, box.top() + 1, box.right(), box.bottom()))
            .toList();
    assertThat(firstAndLastPixel)
        .containsExactly(
            new Box(-83, -39, 100, 56),
            new Box(-175, -87, 192, 104),
            new Box(-359, -183, 376, 200),
            new Box(-55, -55, 72, 72),
            new Box(-119, -119, 136, 136),
            new Box(-247, -247, 264, 264),
            new Box(-35, -79, 52, 96),
            new Box(-79, -167, 96, 184),
            new Box(-167, -343, 184, 360));
  }

  @Test
  void everyPlaceOfTheMapHasAllOfThemRowAfterRow() {
    Anchors anchors = new Anchors(16, 8, List.of(1.0), List.of(1.0, 2.0));
    assertThat(anchors.count()).isEqualTo(2);
    assertThat(anchors.over(new Size2d(2, 2)))
        .containsExactly(
            new Box(0, 0, 16, 16),
            new Box(-8, -8, 24, 24),
            new Box(8, 0, 24, 16),
            new Box(0, -8, 32, 24),
            new Box(0, 8, 16, 24),
            new Box(-8, 0, 24, 32),
            new Box(8, 8, 24, 24),
            new Box(0, 0, 32, 32));
  }

  /** 16 squared / 0.5 has the root 22.6: 23 wide, and of 11 and 12 the even one is the height. */
  @Test
  void halvesRoundToTheEvenNumber() {
    Anchors anchors = new Anchors(16, 16, List.of(0.5), List.of(1.0));
    Box box = anchors.first().get(0);
    assertThat(box.width()).isEqualTo(23);
    assertThat(box.height()).isEqualTo(12);
  }

  @Test
  void numbersMustBeAboveZero() {
    assertThatThrownBy(() -> new Anchors(16, 16, List.of(0.0), List.of(8.0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ratios [0.0]");
    assertThatThrownBy(() -> new Anchors(16, 0, List.of(1.0), List.of(8.0)))
        .hasMessageContaining("stride 0");
    assertThatThrownBy(() -> new Anchors(16, 16, List.of(1.0), List.of()))
        .hasMessageContaining("scales []");
  }
}
