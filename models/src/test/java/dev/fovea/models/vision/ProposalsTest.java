package dev.fovea.models.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.models.vision.Proposals.Proposal;
import dev.fovea.op.Size2d;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProposalsTest {
  /** One square of 16 pixels at each place. */
  private static final Proposals SQUARES =
      new Proposals(new Anchors(16, 16, List.of(1.0), List.of(1.0)), 0, 100, 0.7f, 100);

  private static final Size2d TWO_SQUARES = new Size2d(16, 32);

  /** What torchvision's operators say, step by step; made by {@code make.py} beside the file. */
  private record Golden(JsonNode recorded) {
    static final Anchors ANCHORS =
        new Anchors(16, 16, List.of(0.5, 1.0, 2.0), List.of(1.0, 2.0, 4.0));
    static final Proposals SETTINGS = new Proposals(ANCHORS, 16, 200, 0.7f, 60);
    static final Size2d MAP = new Size2d(6, 8);
    static final Size2d SEEN = new Size2d(96, 128);

    static Golden read() throws IOException {
      try (InputStream stream =
          ProposalsTest.class.getResourceAsStream("proposals/torchvision.json")) {
        return new Golden(new ObjectMapper().readTree(stream));
      }
    }

    float[] numbers(String name) {
      JsonNode list = recorded.get(name);
      float[] numbers = new float[list.size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = list.get(i).floatValue();
      }
      return numbers;
    }

    Tensor tensor(String name, int perAnchor) {
      return Tensor.of(Shape.of(1, perAnchor * ANCHORS.count(), MAP.h(), MAP.w()), numbers(name));
    }

    List<Proposal> run(Proposals proposals) {
      try (Tensor scores = tensor("scores", 2);
          Tensor deltas = tensor("deltas", 4)) {
        return proposals.of(scores, deltas, SEEN);
      }
    }
  }

  private static void requireClose(Box box, float[] expected, int i) {
    String place = "box " + i;
    assertThat(box.left()).as(place).isCloseTo(expected[4 * i], within(1e-3f));
    assertThat(box.top()).as(place).isCloseTo(expected[4 * i + 1], within(1e-3f));
    assertThat(box.right()).as(place).isCloseTo(expected[4 * i + 2], within(1e-3f));
    assertThat(box.bottom()).as(place).isCloseTo(expected[4 * i + 3], within(1e-3f));
  }

  @Test
  void anchorsAreMovedAsTorchvisionMovesThem() throws IOException {
    Golden golden = Golden.read();
    float[] expected = golden.numbers("moved");
    float[] deltas = golden.numbers("deltas");
    List<Box> anchors = Golden.ANCHORS.over(Golden.MAP);
    int places = Golden.MAP.area();
    for (int i = 0; i < anchors.size(); i++) {
      int first = 4 * (i % 9) * places + i / 9;
      Box moved =
          anchors
              .get(i)
              .regressed(
                  deltas[first],
                  deltas[first + places],
                  deltas[first + 2 * places],
                  deltas[first + 3 * places]);
      requireClose(moved, expected, i);
    }
  }

  /** With overlaps of any size allowed and room for all, every box that is not small is there. */
  @Test
  void asManyBoxesAreTooSmallAsTorchvisionFinds() throws IOException {
    Golden golden = Golden.read();
    Proposals all = Golden.SETTINGS.considered(432).iouThreshold(1).most(432);
    assertThat(golden.run(all)).hasSize(golden.numbers("large").length);
    assertThat(golden.run(all.smallest(0))).hasSize(432);
  }

  @Test
  void theSameBoxesRemainInTheSameOrder() throws IOException {
    Golden golden = Golden.read();
    float[] boxes = golden.numbers("boxes");
    float[] probabilities = golden.numbers("probabilities");
    List<Proposal> found = golden.run(Golden.SETTINGS);
    assertThat(found).hasSize(probabilities.length);
    for (int i = 0; i < found.size(); i++) {
      requireClose(found.get(i).box(), boxes, i);
      assertThat(found.get(i).score()).isCloseTo(probabilities[i], within(1e-4f));
    }
  }

  private static List<Proposal> run(Proposals proposals, float[] scores, float... deltas) {
    int places = scores.length / 2;
    try (Tensor s = Tensor.of(Shape.of(1, 2, 1, places), scores);
        Tensor d = Tensor.of(Shape.of(1, 4, 1, places), deltas)) {
      return proposals.of(s, d, TWO_SQUARES);
    }
  }

  private static float[] still(int places) {
    return new float[4 * places];
  }

  /** Background comes first: 1 and 0 against objects 1 and 3. */
  @Test
  void theScoreIsTheSoftmaxOfObjectAndBackground() {
    List<Proposal> found = run(SQUARES, new float[] {1, 0, 1, 3}, still(2));
    assertThat(found)
        .containsExactly(
            new Proposal(new Box(16, 0, 32, 16), 3), new Proposal(new Box(0, 0, 16, 16), 0));
    assertThat(found.get(0).score()).isCloseTo((float) (1 / (1 + Math.exp(-3))), within(1e-6f));
    assertThat(found.get(1).score()).isEqualTo(0.5f);
  }

  /** Two probabilities that are 1 in float, and yet in order. */
  @Test
  void largeScoresKeepTheirOrder() {
    List<Proposal> found = run(SQUARES, new float[] {0, 0, 50, 60}, still(2));
    assertThat(found).extracting(Proposal::logit).containsExactly(60f, 50f);
    assertThat(found).extracting(Proposal::score).containsExactly(1f, 1f);
  }

  /** Half a square further to the left: 8 of 16 columns remain. */
  @Test
  void smallMeansSmallInThePicture() {
    float[] deltas = {-0.5f, 0, 0, 0, 0, 0, 0, 0};
    float[] scores = {0, 0, 2, 1};
    assertThat(run(SQUARES.smallest(8), scores, deltas)).hasSize(2);
    assertThat(run(SQUARES.smallest(8.5f), scores, deltas))
        .containsExactly(new Proposal(new Box(16, 0, 32, 16), 1));
  }

  /** Squares at 0 and 4 share 12 of 20 columns: 0.6. */
  @Test
  void ofTwoThatOverlapTheBetterOneRemains() {
    float[] deltas = {0, -0.75f, 0, 0, 0, 0, 0, 0};
    float[] scores = {0, 0, 1, 2};
    List<Proposal> apart = run(SQUARES.iouThreshold(0.59f), scores, deltas);
    assertThat(apart).containsExactly(new Proposal(new Box(4, 0, 20, 16), 2));
    assertThat(run(SQUARES.iouThreshold(0.61f), scores, deltas)).hasSize(2);
  }

  /** The third would remain, but only two are considered, of which one hides the other. */
  @Test
  void theBestAreTakenBeforeOverlapsAreLookedAt() {
    float[] deltas = new float[12];
    deltas[1] = -0.9f;
    float[] scores = {0, 0, 0, 3, 2, 1};
    // The third square lies outside 16 x 32 and is cut to nothing: seen is wider here.
    try (Tensor s = Tensor.of(Shape.of(1, 2, 1, 3), scores);
        Tensor d = Tensor.of(Shape.of(1, 4, 1, 3), deltas)) {
      Size2d seen = new Size2d(16, 48);
      assertThat(SQUARES.considered(2).of(s, d, seen))
          .extracting(Proposal::logit)
          .containsExactly(3f);
      assertThat(SQUARES.of(s, d, seen)).extracting(Proposal::logit).containsExactly(3f, 1f);
      assertThat(SQUARES.most(1).of(s, d, seen)).extracting(Proposal::logit).containsExactly(3f);
    }
  }

  @Test
  void whatIsNotANumberIsDropped() {
    float[] deltas = new float[8];
    deltas[2] = Float.NaN;
    assertThat(run(SQUARES, new float[] {0, 0, 5, 1}, deltas))
        .extracting(Proposal::logit)
        .containsExactly(1f);
    assertThat(run(SQUARES, new float[] {0, 0, Float.NaN, 1}, still(2)))
        .extracting(Proposal::logit)
        .containsExactly(1f);
  }

  /** The picture of 20 x 10 pixels is doubled, and eight columns lie to its left. */
  @Test
  void boxesLieAtTheirPlaceInThePicture() {
    Bitmap picture = Bitmap.of(20, 10, 1, new byte[200]);
    Placement placement = new Placement(2, 2, 8, 0);
    try (Tensor s = Tensor.of(Shape.of(1, 2, 1, 3), new float[] {0, 0, 0, 1, 3, 2});
        Tensor d = Tensor.of(Shape.of(1, 4, 1, 3), still(3))) {
      List<Detection> found = SQUARES.detect(s, d, Shape.of(1, 3, 20, 48), placement, picture);
      List<List<Float>> boxes = new ArrayList<>();
      found.forEach(one -> boxes.add(List.of(one.left(), one.top(), one.right(), one.bottom())));
      assertThat(boxes)
          .containsExactly(
              List.of(4f, 0f, 12f, 8f), List.of(12f, 0f, 20f, 8f), List.of(0f, 0f, 4f, 8f));
      assertThat(found.get(0).label()).isEqualTo("object");
      assertThat(found.get(0).index()).isEqualTo(1);
    }
  }

  /** Of the first square only 8 of 16 columns show the picture, the others what surrounds it. */
  @Test
  void whatSurroundsThePictureDoesNotCount() {
    Bitmap picture = Bitmap.of(20, 10, 1, new byte[200]);
    Placement placement = new Placement(2, 2, 8, 0);
    Proposals large = SQUARES.smallest(9);
    try (Tensor s = Tensor.of(Shape.of(1, 2, 1, 3), new float[] {0, 0, 0, 1, 3, 2});
        Tensor d = Tensor.of(Shape.of(1, 4, 1, 3), still(3))) {
      assertThat(large.detect(s, d, Shape.of(1, 3, 20, 48), placement, picture))
          .extracting(Detection::left)
          .containsExactly(4f, 12f);
    }
  }

  @Test
  void shapesMustFitTheAnchors() {
    try (Tensor scores = Tensor.of(Shape.of(1, 2, 1, 2), new float[4]);
        Tensor deltas = Tensor.of(Shape.of(1, 4, 2, 1), new float[8])) {
      assertThatThrownBy(() -> SQUARES.of(scores, deltas, TWO_SQUARES))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[1, 2, rows, columns]")
          .hasMessageContaining("1 anchors");
    }
    assertThatThrownBy(() -> SQUARES.iouThreshold(1.5f)).hasMessageContaining("iouThreshold 1.5");
    assertThatThrownBy(() -> SQUARES.smallest(Float.NaN)).hasMessageContaining("smallest is NaN");
  }
}
