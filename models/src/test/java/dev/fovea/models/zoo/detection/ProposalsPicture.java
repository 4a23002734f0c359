package dev.fovea.models.zoo.detection;

import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.BoxDrawing;
import dev.fovea.models.vision.Detection;
import dev.fovea.models.vision.Placement;
import dev.fovea.models.vision.Proposals;
import dev.fovea.models.zoo.Landscape;
import dev.fovea.models.zoo.Panels;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Draws docs/images/proposals.png: the best anchors, fewer of them, and these moved. */
public final class ProposalsPicture {
  private ProposalsPicture() {}

  /** Writes the picture to the path given. */
  public static void main(String[] args) throws IOException {
    Landscape landscape = Landscape.draw(1);
    HandMadeScores made = new HandMadeScores(landscape);
    Bitmap picture = landscape.picture();
    Proposals many = Proposals.FASTER_RCNN.most(12);
    Proposals few = Proposals.FASTER_RCNN.iouThreshold(0.3f).most(3);
    Shape input = Shape.of(1, 3, picture.height(), picture.width());
    try (Tensor scores = made.scores();
        Tensor still = made.still();
        Tensor deltas = made.deltas()) {
      List<List<Detection>> panels =
          List.of(
              many.detect(scores, still, input, Placement.IDENTITY, picture),
              few.detect(scores, still, input, Placement.IDENTITY, picture),
              few.detect(scores, deltas, input, Placement.IDENTITY, picture));
      Panels.write(
          Path.of(args[0]), panels.stream().map(found -> BoxDrawing.over(picture, found)).toList());
    }
  }
}
