package dev.fovea.cli;

import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.Bitmaps;
import dev.fovea.models.vision.BoxDrawing;
import dev.fovea.models.vision.Detection;
import dev.fovea.models.vision.Preprocessing.Prepared;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Finds objects in pictures and draws boxes around them. */
@Command(
    name = "detect",
    description = {
      "Find objects in pictures and draw boxes around them.",
      "The network makes scores [1, boxes, classes] and boxes [1, boxes, 4], in any order; or, as"
          + " the region proposal network of Faster R-CNN, scores [1, 18, rows, columns] and deltas"
          + " [1, 36, rows, columns]. Each picture becomes NAME-boxes.png in the output folder."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  fovea detect --model ultraface --threshold 0.7 --output found people.jpg",
      "  fovea detect --model rpn_resnet50 --most 20 street.jpg"
    })
final class DetectCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private EngineOptions engine = new EngineOptions();

  @Mixin private ModelOptions models = new ModelOptions();

  @Mixin private DrawingOptions drawing = new DrawingOptions();

  @Mixin private DetectionOptions options = new DetectionOptions();

  DetectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    options.check();
    ModelSource source = models.find(drawing.model());
    source.requireTask(Task.DETECTION);
    return new PictureLoop(terminal, "detect", engine, drawing).run(source, "-boxes", this::detect);
  }

  private Map<String, Object> detect(VisionModel network, Path file, PictureOutput drawn) {
    Bitmap picture = Bitmaps.read(file);
    List<Detection> found;
    double milliseconds;
    try (Prepared prepared = network.prepare(picture, false)) {
      long start = System.nanoTime();
      Map<String, Tensor> outputs = network.run(prepared.tensor());
      milliseconds = (System.nanoTime() - start) / 1e6;
      try {
        found = options.detect(outputs, prepared, picture, network.labels());
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
