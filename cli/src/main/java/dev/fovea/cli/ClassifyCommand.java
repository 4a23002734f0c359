package dev.fovea.cli;

import dev.fovea.Backends;
import dev.fovea.models.vision.ImageException;
import dev.fovea.spi.Backend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what pictures show. */
@Command(
    name = "classify",
    description = {
      "Say what pictures show.",
      "Without arguments it classifies the samples of the embedded network, clothes of"
          + " Fashion-MNIST; their true classes are known, so right or wrong is shown."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  fovea classify",
      "  fovea classify --backend blas --top 5 shoe.png",
      "  fovea classify --model squeezenet.onnx --labels labels.txt cat.jpg",
      "",
      "Pixels are scaled to 0..1; the picture is stretched to the size the model wants."
    })
final class ClassifyCommand implements Callable<Integer> {
  private static final int MAX_THREADS = 1024;

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "IMAGE",
      arity = "0..*",
      description = "Pictures: PNG, JPEG, GIF or BMP.")
  private List<Path> images = new ArrayList<>();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "The backend to run on; see 'fovea backends'.")
  private @Nullable String backendName;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to use; all processors by default.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "An ONNX classifier instead of the embedded one.")
  private @Nullable Path model;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "The names of the model's classes, one a line.")
  private @Nullable Path labels;

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "3",
      description = "How many classes to show per picture; ${DEFAULT-VALUE} by default.")
  private int top;

  @Option(
      names = "--invert",
      description = "Invert pixels first: the embedded network wants white on black.")
  private boolean invert;

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

  ClassifyCommand(Terminal terminal) {
    this.terminal = terminal;
    this.spec = CommandSpec.create();
  }

  @Override
  public Integer call() {
    require(top >= 1, "--top is " + top + "; expected at least 1");
    require(
        threads >= 1 && threads <= MAX_THREADS,
        "--threads is " + threads + "; expected 1 to " + MAX_THREADS);
    require(model != null || labels == null, "--labels given without --model");
    require(model == null || !images.isEmpty(), "--model given without an IMAGE");
    try (Backend backend = openBackend();
        Classifier classifier = Classifier.open(model, labels, backend, threads, invert)) {
      List<Picture> pictures =
          images.isEmpty() ? classifier.samples() : images.stream().map(Picture::ofFile).toList();
      return classify(classifier, pictures, backend);
    }
  }

  private void require(boolean ok, String problem) {
    if (!ok) {
      throw new ParameterException(spec.commandLine(), "fovea classify: " + problem);
    }
  }

  private Backend openBackend() {
    Backends backends = Backends.discover();
    return backendName == null ? backends.open() : backends.open(backendName);
  }

  private int classify(Classifier classifier, List<Picture> pictures, Backend backend) {
    if (!json) {
      terminal
          .out()
          .printf(
              "%s on backend %s, %d thread%s%n%n",
              classifier.title(), backend.name(), threads, threads == 1 ? "" : "s");
    }
    PredictionPrinter printer =
        new PredictionPrinter(
            terminal, pictures.stream().map(Picture::name).toList(), classifier.labels());
    List<Prediction> predictions = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    try (DelayedProgress progress =
        new DelayedProgress(json && terminal.interactive(), "classify", pictures.size())) {
      for (Picture picture : pictures) {
        try {
          Prediction prediction = classifier.classify(picture, top);
          predictions.add(prediction);
          if (!json) {
            printer.print(prediction);
          }
        } catch (ImageException e) {
          failures.add(e.getMessage());
          terminal.err().println("fovea: " + e.getMessage());
        }
        progress.done(predictions.size() + failures.size());
      }
    }
    if (json) {
      Json.print(terminal.out(), report(classifier, backend, predictions, failures));
    } else {
      printer.summary(predictions);
    }
    return failures.isEmpty() ? 0 : 1;
  }

  private Map<String, Object> report(
      Classifier classifier, Backend backend, List<Prediction> predictions, List<String> failures) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Prediction prediction : predictions) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("image", prediction.image());
      if (prediction.expected() != null) {
        row.put("expected", prediction.expected());
        row.put("right", prediction.isRight());
      }
      row.put("top", prediction.top());
      row.put("milliseconds", prediction.milliseconds());
      rows.add(row);
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("model", classifier.name());
    report.put("backend", backend.name());
    report.put("threads", threads);
    report.put("images", rows);
    report.put("failures", failures);
    return report;
  }
}
