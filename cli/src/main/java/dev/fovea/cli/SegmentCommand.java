package dev.fovea.cli;

import dev.fovea.cli.Drawing.Seen;
import dev.fovea.models.vision.Mask;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says of every pixel what it shows, and colours the picture accordingly. */
@Command(
    name = "segment",
    description = {
      "Say of every pixel what it shows, and colour the picture accordingly.",
      "The network's first output is scores [1, classes, rows, columns]; class 0 is the background."
          + " Each picture becomes NAME-mask.png in the output folder."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  fovea segment --model fcn --output masks street.jpg",
      "  fovea segment --model fcn_resnet50 --size 320 street.jpg"
    })
final class SegmentCommand implements Callable<Integer> {
  private static final double OPACITY = 0.55;

  private final Terminal terminal;

  @Mixin private EngineOptions engine = new EngineOptions();

  @Mixin private ModelOptions models = new ModelOptions();

  @Mixin private DrawingOptions drawing = new DrawingOptions();

  SegmentCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * How much of a picture is of a class.
   *
   * @param index the class
   * @param label its name
   * @param share of the pixels
   */
  record Share(int index, String label, double share) {}

  @Override
  public Integer call() {
    ModelSource source = models.find(drawing.model());
    source.requireTask(Task.SEGMENTATION);
    return new PictureLoop(terminal, "segment", engine, drawing)
        .run(source, "-mask", this::segment);
  }

  private Drawing segment(Seen seen) {
    Tensor scores = seen.scores();
    Shape input = seen.prepared().tensor().shape();
    Mask positions = Mask.of(scores);
    Mask mask =
        (seen.network().pixelwise() ? positions.inMiddleOf(input) : positions)
            .onto(input, seen.prepared().placement(), seen.picture());
    List<Share> shares = shares(mask, scores.shape().dim(1), seen);
    return new Drawing(
        mask.over(seen.picture(), OPACITY).toImage(),
        shares.size() + (shares.size() == 1 ? " class" : " classes"),
        shares.stream().map(this::line).toList(),
        Map.of("classes", shares));
  }

  private static List<Share> shares(Mask mask, int classes, Seen seen) {
    List<Share> shares = new ArrayList<>();
    double all = (double) mask.width() * mask.height();
    for (int c = 0; c < classes; c++) {
      long count = mask.count(c);
      if (count > 0) {
        shares.add(new Share(c, seen.label(c), count / all));
      }
    }
    return shares;
  }

  private String line(Share share) {
    return String.format(
        Locale.ROOT,
        "%-20s %s %5.1f %%",
        share.label(),
        Bar.of((float) share.share(), 24, terminal.unicode()),
        100 * share.share());
  }
}
