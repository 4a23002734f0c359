package dev.fovea.cli;

import dev.fovea.models.vision.ImageException;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.spi.Backend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "  fovea classify --model squeezenet photos/",
      "  fovea classify --model net.onnx --labels labels.txt cat.jpg",
      "  fovea classify --model resnet50 cat.jpg",
      "",
      "preprocess.json says how a model wants its pictures. For an ONNX file by itself pixels are"
          + " scaled to 0..1 and the picture is stretched to the size the model wants."
    })
final class ClassifyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Mixin private EngineOptions engine = new EngineOptions();

  @Parameters(
      paramLabel = "IMAGE",
      arity = "0..*",
      description = "Pictures (PNG, JPEG, GIF or BMP), or folders of them.")
  private List<Path> images = new ArrayList<>();

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      completionCandidates = ZooNames.class,
      description =
          "A folder with model.onnx, preprocess.json and labels.txt, an ONNX file, or a name that"
              + " 'fovea zoo' lists, instead of the embedded network.")
  private @Nullable String model;

  @Mixin private ModelOptions models = new ModelOptions();

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
      names = "--batch",
      paramLabel = "N",
      description = "Pictures that run at a time, if the model can; 8 for folders, 1 else.")
  private @Nullable Integer batch;

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
    require(batch == null || batch >= 1, "--batch is " + batch + "; expected at least 1");
    require(model != null || labels == null, "--labels given without --model");
    require(model == null || !images.isEmpty(), "--model given without an IMAGE");
    require(model != null || !models.isGiven(), models + " given without --model");
    List<Path> files = PictureFiles.of(images);
    ModelSource source = source();
    try (Backend backend = engine.open();
        Classifier classifier =
            Classifier.open(source, labels, terminal, backend, engine.session(), invert)) {
      List<Picture> pictures =
          images.isEmpty() ? classifier.samples() : files.stream().map(Picture::ofFile).toList();
      return classify(classifier, pictures, backend);
    }
  }

  /** Returns the model that was named, or null for the embedded network. */
  private @Nullable ModelSource source() {
    if (model == null) {
      return null;
    }
    ModelSource source = models.find(model);
    source.requireTask(Task.CLASSIFICATION);
    return source;
  }

  private void require(boolean ok, String problem) {
    if (!ok) {
      throw new ParameterException(spec.commandLine(), "fovea classify: " + problem);
    }
  }

  private int batchOf(Classifier classifier) {
    int wanted = batch != null ? batch : images.stream().anyMatch(Files::isDirectory) ? 8 : 1;
    return classifier.takesBatches() ? wanted : 1;
  }

  private int classify(Classifier classifier, List<Picture> pictures, Backend backend) {
    if (!json) {
      terminal
          .out()
          .printf(
              "%s on backend %s, %d thread%s%n",
              classifier.title(),
              backend.name(),
              engine.threads(),
              engine.threads() == 1 ? "" : "s");
      Untrained.tell(terminal, classifier.untrained());
      terminal.out().println();
    }
    PredictionPrinter printer =
        new PredictionPrinter(
            terminal, pictures.stream().map(Picture::name).toList(), classifier.labels());
    List<Prediction> predictions = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    long start = System.nanoTime();
    try (DelayedProgress progress =
            new DelayedProgress(json && terminal.interactive(), "classify", pictures.size());
        PendingBatch pending = new PendingBatch(classifier, batchOf(classifier), top)) {
      for (Picture picture : pictures) {
        try {
          show(pending.add(picture), predictions, printer);
        } catch (ImageException e) {
          failures.add(String.valueOf(e.getMessage()));
          terminal.err().println("fovea: " + e.getMessage());
        }
        progress.done(predictions.size() + failures.size());
      }
      show(pending.finish(), predictions, printer);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (json) {
      Json.print(terminal.out(), report(classifier, backend, predictions, failures, seconds));
    } else {
      printer.summary(predictions, seconds);
    }
    return failures.isEmpty() ? 0 : 1;
  }

  private void show(List<Prediction> made, List<Prediction> all, PredictionPrinter printer) {
    all.addAll(made);
    if (!json) {
      made.forEach(printer::print);
    }
  }

  private Map<String, Object> report(
      Classifier classifier,
      Backend backend,
      List<Prediction> predictions,
      List<String> failures,
      double seconds) {
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
    Untrained.mark(report, classifier.untrained());
    report.put("backend", backend.name());
    report.put("threads", engine.threads());
    report.put("images", rows);
    report.put("failures", failures);
    report.put("seconds", seconds);
    return report;
  }
}
