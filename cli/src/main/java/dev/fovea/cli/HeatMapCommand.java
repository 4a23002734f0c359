package dev.fovea.cli;

import dev.fovea.cli.Drawing.Seen;
import dev.fovea.models.transform.FullyConvolutional;
import dev.fovea.models.vision.HeatMap;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Moves a classifier over a picture and colours each place by the score of one class. */
@Command(
    name = "heatmap",
    description = {
      "Move a classifier over a picture and colour each place by the score of one class.",
      "Fully connected layers become convolutions, so that the network takes the whole picture at"
          + " once. Each picture becomes NAME-heat.png in the output folder, dark blue for the"
          + " lowest score, yellow for the highest."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  fovea heatmap --model squeezenet --class 281 --output heat cat.jpg"
    })
final class HeatMapCommand implements Callable<Integer> {
  private static final double OPACITY = 0.6;

  private final Terminal terminal;

  @Mixin private EngineOptions engine = new EngineOptions();

  @Mixin private ModelOptions models = new ModelOptions();

  @Mixin private InputShapes shapes = new InputShapes();

  @Mixin private DrawingOptions drawing = new DrawingOptions();

  @Option(
      names = "--class",
      paramLabel = "N",
      description = "The class, counted from 0; by default that of the highest score anywhere.")
  private @Nullable Integer type;

  @Option(
      names = "--shorter",
      paramLabel = "PIXELS",
      description = "What the shorter side is scaled to; by default twice what the network reads.")
  private @Nullable Integer shorter;

  HeatMapCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ModelSource classifier = models.find(drawing.model());
    classifier.requireTask(Task.CLASSIFICATION);
    HeatMapSource source = HeatMapSource.of(classifier, shapes, shorter);
    try (FullyConvolutional network = source.network()) {
      return new PictureLoop(terminal, "heatmap", engine, drawing)
          .run(source, "-heat", seen -> draw(network, seen));
    }
  }

  private Drawing draw(FullyConvolutional network, Seen seen) {
    int shown = type != null ? type : strongest(seen.scores());
    HeatMap map = HeatMap.of(seen.scores(), shown, network.crop(), network.stride());
    String label = seen.label(shown);
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("index", shown);
    row.put("label", label);
    row.put("rows", map.rows());
    row.put("columns", map.columns());
    row.put("lowest", map.lowest());
    row.put("highest", map.highest());
    row.put("exactOnCrops", network.isExactOnCrops());
    return new Drawing(
        map.over(seen.picture(), seen.prepared().placement(), OPACITY).toImage(),
        label,
        List.of(line(network, map)),
        row);
  }

  /** Returns the class of the highest score anywhere. */
  private static int strongest(Tensor scores) {
    float[] values = scores.toFloats();
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best / (values.length / scores.shape().dim(1));
  }

  private static String line(FullyConvolutional network, HeatMap map) {
    return String.format(
        Locale.ROOT,
        "%d x %d places, %s pixels every %s, scores %.3g to %.3g%s",
        map.rows(),
        map.columns(),
        network.crop(),
        network.stride(),
        map.lowest(),
        map.highest(),
        network.isExactOnCrops() ? "" : "; padding: near what it says of each crop alone");
  }
}
