package dev.fovea.cli;

import dev.fovea.cli.Drawing.Seen;
import dev.fovea.models.vision.BoxDrawing;
import dev.fovea.models.vision.Detection;
import dev.fovea.models.zoo.Architecture.Task;
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

  private Drawing detect(Seen seen) {
    List<Detection> found = options.detect(seen);
    return new Drawing(
        BoxDrawing.over(seen.picture(), found),
        found.size() + " found",
        found.stream().map(this::line).toList(),
        Map.of("found", found));
  }

  private String line(Detection one) {
    return String.format(
        Locale.ROOT,
        "%-20s %s %5.1f %%  x %6.1f to %6.1f, y %6.1f to %6.1f",
        one.label(),
        Bar.of(one.score(), 10, terminal.unicode()),
        100 * one.score(),
        one.left(),
        one.right(),
        one.top(),
        one.bottom());
  }
}
