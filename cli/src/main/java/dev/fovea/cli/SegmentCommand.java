package dev.fovea.cli;

import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.Bitmaps;
import dev.fovea.models.vision.Mask;
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

  private Map<String, Object> segment(VisionModel network, Path file, PictureOutput coloured) {
    Bitmap picture = Bitmaps.read(file);
    Mask mask;
    List<Share> shares;
    double milliseconds;
    try (Prepared prepared = network.prepare(picture, false)) {
      long start = System.nanoTime();
      Map<String, Tensor> outputs = network.run(prepared.tensor());
      milliseconds = (System.nanoTime() - start) / 1e6;
      try {
        Tensor scores = outputs.values().iterator().next();
        Shape input = prepared.tensor().shape();
        Mask seen = Mask.of(scores);
        mask =
            (network.pixelwise() ? seen.inMiddleOf(input) : seen)
                .onto(input, prepared.placement(), picture);
        shares = shares(mask, scores.shape().dim(1), network.labels());
      } finally {
        outputs.values().forEach(Tensor::close);
      }
    }
    Path written = coloured.write(file, mask.over(picture, OPACITY).toImage());
    if (!drawing.json()) {
      print(file, shares, milliseconds, written);
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("image", file.toString());
    row.put("classes", shares);
    row.put("picture", written.toString());
    row.put("milliseconds", milliseconds);
    return row;
  }

  private static List<Share> shares(Mask mask, int classes, List<String> labels) {
    List<Share> shares = new ArrayList<>();
    double all = (double) mask.width() * mask.height();
    for (int c = 0; c < classes; c++) {
      long count = mask.count(c);
      if (count > 0) {
        String label = c < labels.size() ? labels.get(c) : Integer.toString(c);
        shares.add(new Share(c, label, count / all));
      }
    }
    return shares;
  }

  private void print(Path file, List<Share> shares, double milliseconds, Path written) {
    terminal.out().printf(Locale.ROOT, "%s: %.1f ms -> %s%n", file, milliseconds, written);
    for (Share share : shares) {
      terminal
          .out()
          .printf(
              Locale.ROOT,
              "  %-20s %s %5.1f %%%n",
              share.label(),
              Bar.of((float) share.share(), 24, terminal.unicode()),
              100 * share.share());
    }
  }
}
