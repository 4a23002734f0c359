package dev.fovea.cli;

import dev.fovea.cli.Drawing.Seen;
import dev.fovea.models.vision.Detection;
import dev.fovea.models.vision.Detector;
import dev.fovea.models.vision.Proposals;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How boxes are made of what a network says. */
final class DetectionOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--threshold",
      paramLabel = "S",
      defaultValue = "0.5",
      description = "Scores must be above it; ${DEFAULT-VALUE} by default.")
  private float threshold;

  @Option(
      names = "--iou",
      paramLabel = "S",
      description =
          "Of boxes that share more than this part one is kept; 0.45, among proposals 0.7.")
  private @Nullable Float iou;

  @Option(names = "--most", paramLabel = "N", description = "At most so many boxes, the best ones.")
  private @Nullable Integer most;

  @Option(
      names = "--no-background",
      description = "Class 0 is a class like the others, not the background.")
  private boolean noBackground;

  @Option(
      names = "--boxes",
      paramLabel = "FORM",
      defaultValue = "CORNERS",
      description = "The four numbers of a box: ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE}.")
  private Detector.Boxes boxes = Detector.Boxes.CORNERS;

  @Option(
      names = "--pixels",
      description = "Boxes are in pixels of the input, not in parts of its size.")
  private boolean pixels;

  /** Refuses options that make no sense. */
  void check() {
    if (most != null && most < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "fovea " + spec.name() + ": --most is " + most + "; expected at least 1");
    }
    detector();
    proposals();
  }

  private Detector detector() {
    Detector detector =
        Detector.SSD.threshold(threshold).background(!noBackground).boxes(boxes).relative(!pixels);
    return iou == null ? detector : detector.iouThreshold(iou);
  }

  private Proposals proposals() {
    return iou == null ? Proposals.FASTER_RCNN : Proposals.FASTER_RCNN.iouThreshold(iou);
  }

  /** Returns what is in a picture, best first. */
  List<Detection> detect(Seen seen) {
    boolean maps = seen.outputs().values().stream().allMatch(one -> one.shape().rank() == 4);
    List<Detection> found = maps ? proposed(seen) : boxed(seen);
    return found.subList(0, Math.min(found.size(), most == null ? found.size() : most));
  }

  private List<Detection> boxed(Seen seen) {
    return detector()
        .detect(
            only(seen.outputs(), shape -> shape.rank() == 3 && shape.dim(2) != 4),
            only(seen.outputs(), shape -> shape.rank() == 3 && shape.dim(2) == 4),
            seen.prepared().tensor().shape(),
            seen.prepared().placement(),
            seen.picture(),
            seen.network().labels());
  }

  private List<Detection> proposed(Seen seen) {
    if (noBackground || pixels || boxes != Detector.Boxes.CORNERS) {
      throw new IllegalArgumentException(
          "detect: --no-background, --boxes or --pixels given for a network that proposes regions;"
              + " expected none of them: its boxes are anchors, moved");
    }
    Map<String, Tensor> outputs = seen.outputs();
    int channels = outputs.values().stream().mapToInt(map -> map.shape().dim(1)).max().orElse(0);
    return proposals()
        .detect(
            only(outputs, shape -> shape.dim(1) < channels),
            only(outputs, shape -> shape.dim(1) == channels),
            seen.prepared().tensor().shape(),
            seen.prepared().placement(),
            seen.picture())
        .stream()
        .filter(one -> one.score() > threshold)
        .toList();
  }

  /** Returns the one of two outputs whose shape fits. */
  private static Tensor only(Map<String, Tensor> outputs, Predicate<Shape> fits) {
    List<Tensor> fitting =
        outputs.values().stream().filter(output -> fits.test(output.shape())).toList();
    if (fitting.size() != 1 || outputs.size() != 2) {
      List<Shape> shapes = outputs.values().stream().map(Tensor::shape).toList();
      throw new IllegalArgumentException(
          "detect: the network makes "
              + shapes
              + "; expected scores [1, boxes, classes] and boxes [1, boxes, 4], other than four"
              + " classes; or scores [1, 18, rows, columns] and deltas [1, 36, rows, columns]");
    }
    return fitting.get(0);
  }
}
