package dev.fovea.cli;

import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.ModelFolder;
import dev.fovea.models.vision.Preprocessing;
import dev.fovea.models.vision.Preprocessing.Prepared;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A network that reads one picture, ready to run: a model folder, or an ONNX file by itself. */
final class VisionModel implements AutoCloseable {
  private final String name;
  private final GraphInput input;
  private final List<String> outputs;
  private final List<String> labels;
  private final Preprocessing preprocessing;
  private final Session session;

  private VisionModel(
      String name,
      Graph graph,
      List<String> labels,
      Preprocessing preprocessing,
      Backend backend,
      SessionOptions options) {
    this.name = name;
    this.input = picture(graph);
    this.outputs = graph.outputs();
    this.labels = labels;
    this.preprocessing = preprocessing;
    this.session = Session.open(graph, backend, options);
  }

  /**
   * Opens a model.
   *
   * @param path a folder, see {@link ModelFolder}, or an ONNX file: its pictures are stretched to
   *     the size it wants and scaled to 0..1
   * @param labels a file of labels that takes the place of the folder's
   */
  static VisionModel open(
      Path path, @Nullable Path labels, Backend backend, SessionOptions options) {
    List<String> names = labels == null ? List.of() : labels(labels);
    if (Files.isDirectory(path)) {
      ModelFolder folder = ModelFolder.read(path);
      try (Graph graph = folder.openGraph()) {
        return new VisionModel(
            String.valueOf(path.normalize().getFileName()),
            graph,
            labels == null ? folder.labels() : names,
            folder.preprocessing(),
            backend,
            options);
      }
    }
    requireFile("model", path);
    try (Graph graph = OnnxImporter.read(path)) {
      String name = path.getFileName().toString();
      return new VisionModel(name, graph, names, wantedBy(graph), backend, options);
    }
  }

  /** Opens a network that is in memory; the graph stays the caller's. */
  static VisionModel of(
      String name,
      Graph graph,
      List<String> labels,
      Preprocessing preprocessing,
      Backend backend,
      SessionOptions options) {
    return new VisionModel(name, graph, labels, preprocessing, backend, options);
  }

  private static List<String> labels(Path file) {
    requireFile("labels", file);
    return ModelFolder.labels(file);
  }

  static void requireFile(String what, Path file) {
    if (!Files.isRegularFile(file)) {
      String problem = Files.exists(file) ? "is no file" : "does not exist";
      throw new IllegalArgumentException(
          what + "[" + file + "]: " + problem + "; expected a file; check the path");
    }
  }

  private static GraphInput picture(Graph graph) {
    List<GraphInput> inputs = graph.inputs();
    if (inputs.size() == 1
        && inputs.get(0).dtype() == DType.FLOAT32
        && inputs.get(0).dims().size() == 4) {
      return inputs.get(0);
    }
    throw new IllegalArgumentException(
        "model["
            + graph.name()
            + "]: inputs are "
            + inputs
            + "; expected one float picture [N,1|3,H,W]");
  }

  /** Returns how a network by itself gets its pictures: stretched, pixels scaled to 0..1. */
  static Preprocessing wantedBy(Graph graph) {
    List<Dim> dims = picture(graph).dims();
    if (dims.get(1) instanceof Dim.Fixed c
        && (c.size() == 1 || c.size() == 3)
        && dims.get(2) instanceof Dim.Fixed h
        && dims.get(3) instanceof Dim.Fixed w) {
      return c.size() == 1
          ? Preprocessing.grey(h.size(), w.size())
          : Preprocessing.rgb(h.size(), w.size());
    }
    throw new IllegalArgumentException(
        "model["
            + graph.name()
            + "]: input is "
            + graph.inputs()
            + "; expected one float picture [N,1|3,H,W] of fixed size; describe what it wants in "
            + ModelFolder.PREPROCESSING
            + " beside it and name the folder");
  }

  String name() {
    return name;
  }

  List<String> outputs() {
    return outputs;
  }

  List<String> labels() {
    return labels;
  }

  Prepared prepare(Bitmap picture, boolean invert) {
    return (invert ? preprocessing.invert(!preprocessing.invert()) : preprocessing).apply(picture);
  }

  /** Tells whether several pictures may run at a time. */
  boolean takesBatches() {
    return input.dims().get(0) instanceof Dim.Symbolic;
  }

  /** Runs; the caller closes the outputs. */
  Map<String, Tensor> run(Tensor tensor) {
    return session.run(Map.of(input.name(), tensor));
  }

  @Override
  public void close() {
    session.close();
  }
}
