package dev.fovea.cli;

import dev.fovea.models.npy.Npy;
import dev.fovea.models.onnx.OnnxTensors;
import dev.fovea.models.vision.Bitmaps;
import dev.fovea.models.vision.ModelFolder;
import dev.fovea.models.vision.Preprocessing;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
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

/** Runs any network on tensors in files. */
@Command(
    name = "run",
    description = {
      "Run a network on tensors in files: NumPy (.npy), ONNX (.pb), or a picture, prepared as the"
          + " model says (a folder in preprocess.json).",
      "Each output becomes NAME.npy in the output folder."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  fovea run --model net.onnx --input x=x.npy --output results"})
final class RunCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private EngineOptions engine = new EngineOptions();

  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      completionCandidates = ZooNames.class,
      description = "An ONNX file, a folder with model.onnx, or a name that 'fovea zoo' lists.")
  private String model = "";

  @Mixin private ModelOptions models = new ModelOptions();

  @Option(
      names = "--input",
      paramLabel = "NAME=FILE",
      description = "A file for each input of the network.")
  private Map<String, Path> files = new LinkedHashMap<>();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where the outputs go; without, they are only described.")
  private @Nullable Path output;

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

  RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    ModelSource source = models.find(model);
    try (Waiting waiting = Waiting.on(terminal, "running " + model);
        Graph graph = source.open();
        Backend backend = engine.open();
        Session session = Session.open(graph, backend, engine.session())) {
      for (Map.Entry<String, Path> file : files.entrySet()) {
        inputs.put(file.getKey(), read(source, graph, file.getKey(), file.getValue()));
      }
      long start = System.nanoTime();
      Map<String, Tensor> outputs = session.run(inputs);
      double milliseconds = (System.nanoTime() - start) / 1e6;
      waiting.close();
      try {
        report(source, graph.name(), backend.name(), outputs, milliseconds);
      } finally {
        outputs.values().forEach(Tensor::close);
      }
    } finally {
      inputs.values().forEach(Tensor::close);
    }
    return 0;
  }

  private static Tensor read(ModelSource source, Graph graph, String name, Path file) {
    FileModel.requireFile("input", file);
    String lower = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (lower.endsWith(".npy")) {
      return Npy.read(file);
    }
    if (lower.endsWith(".pb")) {
      return OnnxTensors.read(file);
    }
    return preprocessing(source, graph, name).apply(Bitmaps.read(file)).tensor();
  }

  private static Preprocessing preprocessing(ModelSource source, Graph graph, String name) {
    return source
        .pictures()
        .preprocessing()
        .or(
            () ->
                graph.inputs().stream()
                    .filter(input -> input.name().equals(name))
                    .findFirst()
                    .flatMap(PictureInput::wantedBy))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "input["
                        + name
                        + "]: is a picture for none or another kind of input; expected a float"
                        + " input [N,1|3,H,W] of fixed size, or a model folder with "
                        + ModelFolder.PREPROCESSING));
  }

  /**
   * An output of the network.
   *
   * @param name its name
   * @param tensor its type and shape
   * @param values what it holds, if it holds floats
   * @param file where it was written
   */
  record Output(String name, String tensor, @Nullable Statistics values, @Nullable String file) {}

  /**
   * What a tensor holds.
   *
   * @param least the smallest value
   * @param mean the mean of all
   * @param largest the largest value
   */
  record Statistics(double least, double mean, double largest) {
    static @Nullable Statistics of(Tensor tensor) {
      if (tensor.desc().dtype() != DType.FLOAT32 || tensor.shape().elements() == 0) {
        return null;
      }
      double least = Double.POSITIVE_INFINITY;
      double largest = Double.NEGATIVE_INFINITY;
      double sum = 0;
      for (float value : tensor.toFloats()) {
        least = Math.min(least, value);
        largest = Math.max(largest, value);
        sum += value;
      }
      return new Statistics(least, sum / tensor.shape().elements(), largest);
    }
  }

  private void report(
      ModelSource source,
      String network,
      String backend,
      Map<String, Tensor> outputs,
      double milliseconds) {
    List<Output> rows = new ArrayList<>();
    outputs.forEach((name, tensor) -> rows.add(row(name, tensor)));
    if (json) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("network", network);
      Untrained.mark(report, source.untrained());
      report.put("backend", backend);
      report.put("threads", engine.threads());
      report.put("milliseconds", milliseconds);
      report.put("outputs", rows);
      Json.print(terminal.out(), report);
      return;
    }
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%s on backend %s, %d threads: %.1f ms%n",
            network,
            backend,
            engine.threads(),
            milliseconds);
    Untrained.tell(terminal, source.untrained());
    for (Output row : rows) {
      String file = row.file() == null ? "" : " -> " + row.file();
      terminal.out().printf("  %s: %s%s%n", row.name(), row.tensor(), file);
      Statistics values = row.values();
      if (values != null) {
        terminal
            .out()
            .printf(
                Locale.ROOT,
                "    least %.6g, mean %.6g, largest %.6g%n",
                values.least(),
                values.mean(),
                values.largest());
      }
    }
  }

  private Output row(String name, Tensor tensor) {
    String file = output == null ? null : write(output, name, tensor).toString();
    return new Output(name, tensor.desc().toString(), Statistics.of(tensor), file);
  }

  /** A name comes from the model's file: it must not lead out of the folder. */
  private static Path write(Path folder, String name, Tensor tensor) {
    Path file =
        folder.resolve(name.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^\\.+", "_") + ".npy");
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "output[" + folder + "]: cannot be made; expected a folder that can be written", e);
    }
    Npy.write(file, tensor);
    return file;
  }
}
