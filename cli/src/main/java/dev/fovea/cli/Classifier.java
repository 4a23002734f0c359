package dev.fovea.cli;

import dev.fovea.cli.Prediction.Ranked;
import dev.fovea.models.vision.Classification;
import dev.fovea.models.vision.Preprocessing;
import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.zoo.EmbeddedModel;
import dev.fovea.models.zoo.Fashion;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A network that names what a picture shows, ready to run. */
final class Classifier implements AutoCloseable {
  private final String name;
  private final String title;
  private final String input;
  private final String output;
  private final List<String> labels;
  private final List<Picture> samples;
  private final Preprocessing preprocessing;
  private final Session session;

  private Classifier(
      String name,
      String title,
      Graph graph,
      List<String> labels,
      List<Picture> samples,
      Preprocessing preprocessing,
      Session session) {
    this.name = name;
    this.title = title;
    this.input = graph.inputs().get(0).name();
    this.output = graph.outputs().get(0);
    this.labels = labels;
    this.samples = samples;
    this.preprocessing = preprocessing;
    this.session = session;
  }

  /** Opens a file, or the embedded network if there is none. */
  static Classifier open(
      @Nullable Path model, @Nullable Path labels, Backend backend, int threads, boolean invert) {
    return model == null
        ? embedded(Fashion.model(), backend, threads, invert)
        : ofFile(model, labels, backend, threads, invert);
  }

  private static Classifier embedded(
      EmbeddedModel model, Backend backend, int threads, boolean invert) {
    try (Graph graph = model.openGraph()) {
      return new Classifier(
          model.name(),
          model.name() + ": " + model.title(),
          graph,
          model.labels(),
          model.samples().stream().map(Picture::ofSample).toList(),
          model.preprocessing().invert(invert),
          open(graph, backend, threads));
    }
  }

  private static Classifier ofFile(
      Path model, @Nullable Path labels, Backend backend, int threads, boolean invert) {
    requireFile("model", model);
    List<String> names = labels == null ? List.of() : readLabels(labels);
    try (Graph graph = OnnxImporter.read(model)) {
      String name = model.getFileName().toString();
      return new Classifier(
          name,
          name,
          graph,
          names,
          List.of(),
          wantedBy(graph).invert(invert),
          open(graph, backend, threads));
    }
  }

  private static Session open(Graph graph, Backend backend, int threads) {
    return Session.open(graph, backend, SessionOptions.DEFAULT.threads(threads));
  }

  private static void requireFile(String what, Path file) {
    if (!Files.isRegularFile(file)) {
      String problem = Files.exists(file) ? "is no file" : "does not exist";
      throw new IllegalArgumentException(
          what + "[" + file + "]: " + problem + "; expected a file; check the path");
    }
  }

  private static List<String> readLabels(Path file) {
    requireFile("labels", file);
    try {
      return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "labels["
              + file
              + "]: cannot be read ("
              + e
              + "); expected a UTF-8 text file, one class a line",
          e);
    }
  }

  private static Preprocessing wantedBy(Graph graph) {
    List<GraphInput> inputs = graph.inputs();
    if (inputs.size() == 1 && graph.outputs().size() == 1) {
      GraphInput image = inputs.get(0);
      List<Dim> dims = image.dims();
      if (image.dtype() == DType.FLOAT32
          && dims.size() == 4
          && dims.get(1) instanceof Dim.Fixed c
          && (c.size() == 1 || c.size() == 3)
          && dims.get(2) instanceof Dim.Fixed h
          && dims.get(3) instanceof Dim.Fixed w) {
        return c.size() == 1
            ? Preprocessing.grey(h.size(), w.size())
            : Preprocessing.rgb(h.size(), w.size());
      }
    }
    throw new IllegalArgumentException(
        "model["
            + graph.name()
            + "]: inputs are "
            + inputs
            + ", outputs "
            + graph.outputs()
            + "; expected one float picture [N,1|3,H,W] of fixed size and one output");
  }

  String name() {
    return name;
  }

  String title() {
    return title;
  }

  List<String> labels() {
    return labels;
  }

  List<Picture> samples() {
    return samples;
  }

  Prediction classify(Picture picture, int top) {
    try (Tensor image = picture.reader().apply(preprocessing)) {
      long start = System.nanoTime();
      Tensor scores = Objects.requireNonNull(session.run(Map.of(input, image)).get(output));
      double milliseconds = (System.nanoTime() - start) / 1e6;
      try (scores;
          Tensor probabilities = Probabilities.of(scores)) {
        List<Ranked> ranked =
            Classification.top(probabilities, labels, top).get(0).stream()
                .map(c -> new Ranked(c.index(), c.label(), c.score()))
                .toList();
        return new Prediction(picture.name(), picture.expected(), ranked, milliseconds);
      }
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
