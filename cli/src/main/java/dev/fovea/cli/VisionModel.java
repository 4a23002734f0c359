package dev.fovea.cli;

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
import dev.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A network that reads one picture, ready to run: see {@link ModelSource}. */
final class VisionModel implements AutoCloseable {
  private final String name;
  private final boolean untrained;
  private final boolean pixelwise;
  private final GraphInput input;
  private final List<String> outputs;
  private final List<String> labels;
  private final Preprocessing preprocessing;
  private final Session session;

  private VisionModel(
      String name,
      boolean untrained,
      boolean pixelwise,
      Graph graph,
      List<String> labels,
      Preprocessing preprocessing,
      Backend backend,
      SessionOptions options) {
    this.name = name;
    this.untrained = untrained;
    this.pixelwise = pixelwise;
    this.input = picture(graph);
    this.outputs = graph.outputs();
    this.labels = labels;
    this.preprocessing = preprocessing;
    this.session = Session.open(graph, backend, options);
  }

  /**
   * Opens a model. Where it does not say how it wants its pictures, they are stretched to the size
   * of its input and scaled to 0..1.
   *
   * @param labels a file of labels that takes the place of the model's
   */
  static VisionModel open(
      ModelSource source,
      @Nullable Path labels,
      Terminal terminal,
      Backend backend,
      SessionOptions options) {
    List<String> names = labels == null ? null : labels(labels);
    ModelSource.Pictures pictures = source.pictures();
    try (Waiting waiting = Waiting.on(terminal, "reading " + source.name());
        Graph graph = source.open()) {
      return new VisionModel(
          source.name(),
          source.untrained(),
          pictures.pixelwise(),
          graph,
          names == null ? pictures.labels() : names,
          pictures.preprocessing().orElseGet(() -> wantedBy(graph)),
          backend,
          options);
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
    return new VisionModel(name, false, false, graph, labels, preprocessing, backend, options);
  }

  private static List<String> labels(Path file) {
    FileModel.requireFile("labels", file);
    return ModelFolder.labels(file);
  }

  private static GraphInput picture(Graph graph) {
    List<GraphInput> inputs = graph.inputs();
    if (inputs.size() == 1 && PictureInput.fits(inputs.get(0))) {
      return inputs.get(0);
    }
    throw new IllegalArgumentException(
        "model["
            + graph.name()
            + "]: inputs are "
            + inputs
            + "; expected one float picture [N,1|3,H,W]");
  }

  private static Preprocessing wantedBy(Graph graph) {
    return PictureInput.wantedBy(picture(graph))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "model["
                        + graph.name()
                        + "]: input is "
                        + graph.inputs()
                        + "; expected one float picture [N,1|3,H,W] of fixed size; describe what it"
                        + " wants in "
                        + ModelFolder.PREPROCESSING
                        + " beside it and name the folder"));
  }

  String name() {
    return name;
  }

  /** Tells whether its weights are random, so that its answers mean nothing. */
  boolean untrained() {
    return untrained;
  }

  /** Tells how maps of scores lie on the picture; see {@link ModelSource.Pictures}. */
  boolean pixelwise() {
    return pixelwise;
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
