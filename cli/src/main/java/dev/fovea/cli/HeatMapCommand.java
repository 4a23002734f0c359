package dev.fovea.cli;

import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.Bitmaps;
import dev.fovea.models.vision.HeatMap;
import dev.fovea.models.vision.Preprocessing.Prepared;
import dev.fovea.op.Size2d;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

  @Mixin private InputShapes shapes = new InputShapes();

  @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "Pictures, or folders of them.")
  private List<Path> images = new ArrayList<>();

  @Option(
      names = "--model",
      required = true,
      paramLabel = "PATH",
      description = "A folder with model.onnx and preprocess.json, or an ONNX file.")
  private Path model = Path.of("");

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "The names of the classes, one a line.")
  private @Nullable Path labels;

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

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where the coloured pictures go; this folder by default.")
  private Path output = Path.of("");

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

  HeatMapCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<Path> files = PictureFiles.of(images);
    PictureLoop loop = new PictureLoop(terminal, "heatmap", json);
    try (Backend backend = engine.open();
        HeatMapModel network =
            HeatMapModel.open(model, labels, shapes, backend, engine.session())) {
      PictureOutput coloured = new PictureOutput(output, "-heat");
      loop.run(files, file -> draw(network, file, coloured));
      return loop.report(network.name(), backend.name(), engine.threads());
    }
  }

  private Map<String, Object> draw(HeatMapModel network, Path file, PictureOutput coloured) {
    Bitmap picture = Bitmaps.read(file);
    Size2d crop = network.crop();
    int side = shorter != null ? shorter : 2 * Math.max(crop.h(), crop.w());
    if (side < Math.max(crop.h(), crop.w())) {
      throw new IllegalArgumentException(
          "--shorter is " + side + "; expected at least what the network reads, " + crop);
    }
    try (Prepared prepared = network.prepare(picture, side);
        Tensor scores = network.run(prepared.tensor())) {
      int shown = type != null ? type : strongest(scores);
      HeatMap map = HeatMap.of(scores, shown, crop, network.stride());
      Path written =
          coloured.write(file, map.over(picture, prepared.placement(), OPACITY).toImage());
      if (!json) {
        print(network, file, shown, map, written);
      }
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("image", file.toString());
      row.put("index", shown);
      row.put("label", network.label(shown));
      row.put("rows", map.rows());
      row.put("columns", map.columns());
      row.put("lowest", map.lowest());
      row.put("highest", map.highest());
      row.put("exactOnCrops", network.isExactOnCrops());
      row.put("picture", written.toString());
      return row;
    }
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

  private void print(HeatMapModel network, Path file, int shown, HeatMap map, Path written) {
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%s: %s -> %s%n  %d x %d places, %s pixels every %s, scores %.3g to %.3g%s%n",
            file,
            network.label(shown),
            written,
            map.rows(),
            map.columns(),
            network.crop(),
            network.stride(),
            map.lowest(),
            map.highest(),
            network.isExactOnCrops() ? "" : "; padding: near what it says of each crop alone");
  }
}
