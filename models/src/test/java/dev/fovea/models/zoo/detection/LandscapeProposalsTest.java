package dev.fovea.models.zoo.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.vision.Box;
import dev.fovea.models.vision.Proposals;
import dev.fovea.models.vision.Proposals.Proposal;
import dev.fovea.models.zoo.Landscape;
import dev.fovea.tensor.Tensor;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From scores at places of a map to boxes around house, bus and tree. */
class LandscapeProposalsTest {
  private static final Proposals FEW = Proposals.FASTER_RCNN.iouThreshold(0.3f).most(3);

  private final HandMadeScores made = new HandMadeScores(Landscape.draw(1));

  /** The best anchors have the shape and the place of what they cover. */
  @Test
  void anchorsThatAreNotMovedOverlapTheObjects() {
    List<Proposal> found;
    try (Tensor scores = made.scores();
        Tensor deltas = made.still()) {
      found = FEW.of(scores, deltas, made.size());
    }
    for (Box object : Landscape.OBJECTS) {
      assertThat(found)
          .as(object.toString())
          .anySatisfy(
              one -> assertThat(HandMadeScores.overlap(one.box(), object)).isGreaterThan(0.6));
    }
  }

  @Test
  void deltasMoveThemOntoTheObjects() {
    List<Box> found;
    try (Tensor scores = made.scores();
        Tensor deltas = made.deltas()) {
      found =
          FEW.of(scores, deltas, made.size()).stream()
              .map(Proposal::box)
              .sorted(Comparator.comparing(Box::left))
              .toList();
    }
    assertThat(found).hasSize(3);
    for (int i = 0; i < 3; i++) {
      Box object = Landscape.OBJECTS.get(i);
      assertThat(found.get(i).left()).isCloseTo(object.left(), within(1e-2f));
      assertThat(found.get(i).top()).isCloseTo(object.top(), within(1e-2f));
      assertThat(found.get(i).right()).isCloseTo(object.right(), within(1e-2f));
      assertThat(found.get(i).bottom()).isCloseTo(object.bottom(), within(1e-2f));
    }
  }
}
