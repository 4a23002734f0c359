package dev.fovea.cli;

import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.Bitmaps;
import dev.fovea.models.vision.Detection;
import dev.fovea.models.vision.Detector;
import dev.fovea.models.vision.Preprocessing.Prepared;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds objects in pictures and draws boxes around them. */
@Command(
    name = "detect",
    description = {
      "Find objects in pictures and draw boxes around them.",
      "The network makes scores [1, boxes, classes] and boxes [1, boxes, 4], in any order. Each"
          + " picture becomes NAME-boxes.png in the output folder."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  fovea detect --model ultraface --threshold 0.7 --output found people.jpg"
    })
final class DetectCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private EngineOptions engine = new EngineOptions();

  @Mixin private ModelOptions models = new ModelOptions();

  @Mixin private DrawingOptions drawing = new DrawingOptions();

  @Option(
      names = "--threshold",
      paramLabel = "S",
      defaultValue = "0.5",
      description = "Scores must be above it; ${DEFAULT-VALUE} by default.")
  private float threshold;

  @Option(
      names = "--iou",
      paramLabel = "S",
      defaultValue = "0.45",
      description = "Of boxes that share more than this part one is kept; ${DEFAULT-VALUE}.")
  private float iou;

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

  DetectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Detector detector =
        Detector.SSD
            .threshold(threshold)
            .iouThreshold(iou)
            .background(!noBackground)
            .boxes(boxes)
            .relative(!pixels);
    ModelSource source = models.find(drawing.model());
    source.requireTask(Task.DETECTION);
    return new PictureLoop(terminal, "detect", engine, drawing)
        .run(
            source,
            "-boxes",
            (network, picture, drawn) -> detect(network, detector, picture, drawn));
  }

  private Map<String, Object> detect(
      VisionModel network, Detector detector, Path file, PictureOutput drawn) {
    Bitmap picture = Bitmaps.read(file);
    List<Detection> found;
    double milliseconds;
    try (Prepared prepared = network.prepare(picture, false)) {
      Shape input = prepared.tensor().shape();
      long start = System.nanoTime();
      Map<String, Tensor> outputs = network.run(prepared.tensor());
      milliseconds = (System.nanoTime() - start) / 1e6;
      try {
        Tensor places = output(outputs, true);
        Tensor scores = output(outputs, false);
        found =
            detector.detect(scores, places, input, prepared.placement(), picture, network.labels());
      } finally {
        outputs.values().forEach(Tensor::close);
      }
    }
    Path written = drawn.write(file, BoxDrawing.over(picture, found));
    if (!drawing.json()) {
      print(file, found, milliseconds, written);
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("image", file.toString());
    row.put("found", found);
    row.put("picture", written.toString());
    row.put("milliseconds", milliseconds);
    return row;
  }

  /** Boxes have four numbers; scores are the other output of three axes. */
  private static Tensor output(Map<String, Tensor> outputs, boolean places) {
    List<Tensor> fitting = new ArrayList<>();
    for (Tensor tensor : outputs.values()) {
      Shape shape = tensor.shape();
      if (shape.rank() == 3 && (shape.dim(2) == 4) == places) {
        fitting.add(tensor);
      }
    }
    if (fitting.size() != 1 || outputs.size() != 2) {
      List<Shape> shapes = outputs.values().stream().map(Tensor::shape).toList();
      throw new IllegalArgumentException(
          "detect: the network makes "
              + shapes
              + "; expected scores [1, boxes, classes] and boxes [1, boxes, 4], and other than four"
              + " classes");
    }
    return fitting.get(0);
  }

  private void print(Path file, List<Detection> found, double milliseconds, Path written) {
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%s: %d found in %.1f ms -> %s%n",
            file,
            found.size(),
            milliseconds,
            written);
    for (Detection one : found) {
      terminal
          .out()
          .printf(
              Locale.ROOT,
              "  %-20s %s %5.1f %%  x %6.1f to %6.1f, y %6.1f to %6.1f%n",
              one.label(),
              Bar.of(one.score(), 10, terminal.unicode()),
              100 * one.score(),
              one.left(),
              one.right(),
              one.top(),
              one.bottom());
    }
  }
}
