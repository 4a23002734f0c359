package dev.fovea.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.support.DocsPage;
import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.BoxDrawing;
import dev.fovea.models.vision.Detection;
import dev.fovea.models.vision.Mask;
import dev.fovea.models.vision.Preprocessing;
import dev.fovea.models.vision.Preprocessing.Prepared;
import dev.fovea.models.vision.Proposals;
import dev.fovea.models.zoo.detection.HandMadeScores;
import dev.fovea.models.zoo.segmentation.Fcn;
import dev.fovea.models.zoo.segmentation.HandSetFcn;
import dev.fovea.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What docs/masks-and-boxes.md quotes and shows is so; {@code -Dfovea.updateDocs=true} draws its
 * pictures anew.
 */
class MasksAndBoxesPageTest {
  private static final String PAGE = "masks-and-boxes.md";

  /** At a place between two things a backend's rounding decides. */
  private static final double UNDECIDED = 0.005;

  /** Letters and the edges of lines are drawn by the system. */
  private static final double DRAWN_BY_THE_SYSTEM = 0.02;

  @Test
  void javaIsCompiledAndLinksLeadToFiles() throws IOException {
    DocsPage page = DocsPage.read(PAGE);
    page.requireCompiledJava(1);
    page.requireLinks();
  }

  @Test
  void theMasksAreDrawn() throws IOException {
    Bitmap picture = Landscape.draw(0.5).picture();
    List<BufferedImage> panels = new ArrayList<>(List.of(picture.toImage()));
    for (Architecture fcn : Fcn.all()) {
      Mask mask = HandSetFcn.mask(fcn, picture);
      panels.add(mask.over(picture.toGrey(), 0.7).toImage());
    }
    DocsPage.requireDrawn("fcn.png", Panels.joined(panels), UNDECIDED);
  }

  @Test
  void theBoxesAreDrawn() throws IOException {
    Landscape landscape = Landscape.draw(1);
    HandMadeScores made = new HandMadeScores(landscape);
    Bitmap picture = landscape.picture();
    Proposals many = Proposals.FASTER_RCNN.most(12);
    Proposals few = Proposals.FASTER_RCNN.iouThreshold(0.3f).most(3);
    Preprocessing whole = Preprocessing.rgb(picture.height(), picture.width());
    try (Prepared seen = whole.apply(picture);
        Tensor scores = made.scores();
        Tensor still = made.still();
        Tensor deltas = made.deltas()) {
      List<BufferedImage> panels =
          List.of(
              drawn(many, scores, still, seen, picture),
              drawn(few, scores, still, seen, picture),
              drawn(few, scores, deltas, seen, picture));
      DocsPage.requireDrawn("proposals.png", Panels.joined(panels), DRAWN_BY_THE_SYSTEM);
    }
  }

  private static BufferedImage drawn(
      Proposals proposals, Tensor scores, Tensor deltas, Prepared seen, Bitmap picture) {
    List<Detection> found =
        proposals.detect(scores, deltas, seen.tensor().shape(), seen.placement(), picture);
    return BoxDrawing.over(picture, found);
  }

  /** "68, 83 and 93 % of the pixels of a small landscape are right". */
  @Test
  void theNumbersAreThoseOfTheTest() throws IOException {
    Landscape small = Landscape.draw(0.3);
    List<Long> percent =
        Fcn.all().stream()
            .map(fcn -> Math.round(100 * small.right(HandSetFcn.mask(fcn, small.picture()))))
            .toList();
    assertThat(DocsPage.read(PAGE).text().replace('\n', ' '))
        .contains(
            String.format(
                "%d, %d and %d %% of the pixels of a small landscape are right",
                percent.get(0), percent.get(1), percent.get(2)));
  }
}
