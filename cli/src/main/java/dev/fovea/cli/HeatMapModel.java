package dev.fovea.cli;

import dev.fovea.models.onnx.OnnxImporter;
import dev.fovea.models.transform.FullyConvolutional;
import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.ModelFolder;
import dev.fovea.models.vision.Preprocessing;
import dev.fovea.models.vision.Preprocessing.Prepared;
import dev.fovea.models.vision.Resampling;
import dev.fovea.models.vision.Step;
import dev.fovea.op.Size2d;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A classifier that answers for every part of a picture, ready to run. */
final class HeatMapModel implements AutoCloseable {
  private final String name;
  private final List<String> labels;
  private final Preprocessing preprocessing;
  private final FullyConvolutional network;
  private final String input;
  private final Session session;

  private HeatMapModel(
      String name,
      List<String> labels,
      Preprocessing preprocessing,
      FullyConvolutional network,
      Backend backend,
      SessionOptions options) {
    this.name = name;
    this.labels = labels;
    this.preprocessing = preprocessing;
    this.network = network;
    this.input = network.graph().inputs().get(0).name();
    this.session = Session.open(network.graph(), backend, options);
  }

  /**
   * Opens a model.
   *
   * @param path a folder, see {@link ModelFolder}, or an ONNX file: pixels are scaled to 0..1
   * @param labels a file of labels that takes the place of the folder's
   * @param shapes the size of the pictures it was made for, where the file leaves it open
   */
  static HeatMapModel open(
      Path path,
      @Nullable Path labels,
      InputShapes shapes,
      Backend backend,
      SessionOptions options) {
    ModelFolder folder = Files.isDirectory(path) ? ModelFolder.read(path) : null;
    List<String> names = List.of();
    if (labels != null) {
      VisionModel.requireFile("labels", labels);
      names = ModelFolder.labels(labels);
    } else if (folder != null) {
      names = folder.labels();
    }
    try (Graph graph = OnnxImporter.read(ModelFile.of(path))) {
      FullyConvolutional network = FullyConvolutional.of(ResolvedGraph.of(graph, shapes.of(graph)));
      try {
        return new HeatMapModel(
            String.valueOf(path.normalize().getFileName()),
            names,
            folder == null ? VisionModel.wantedBy(graph) : planes(folder.preprocessing()),
            network,
            backend,
            options);
      } catch (RuntimeException | Error e) {
        network.close();
        throw e;
      }
    }
  }

  private static Preprocessing planes(Preprocessing preprocessing) {
    if (preprocessing.layout() != Preprocessing.AxisOrder.NCHW) {
      throw new IllegalArgumentException(
          ModelFolder.PREPROCESSING + ": layout is NHWC; expected NCHW to move over a picture");
    }
    return preprocessing;
  }

  String name() {
    return name;
  }

  /** Returns a class's name, or its number. */
  String label(int type) {
    return type < labels.size() ? labels.get(type) : Integer.toString(type);
  }

  Size2d crop() {
    return network.crop();
  }

  Size2d stride() {
    return network.stride();
  }

  boolean isExactOnCrops() {
    return network.isExactOnCrops();
  }

  /** Prepares a whole picture, its shorter side scaled to a length. */
  Prepared prepare(Bitmap picture, int shorter) {
    return preprocessing
        .steps(new Step.ResizeShorter(shorter, Resampling.PILLOW_BILINEAR))
        .apply(picture);
  }

  /** Returns the scores [1, classes, rows, columns]; the caller closes them. */
  Tensor run(Tensor picture) {
    String first = network.graph().outputs().get(0);
    Map<String, Tensor> outputs = session.run(Map.of(input, picture));
    for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
      if (!output.getKey().equals(first)) {
        output.getValue().close();
      }
    }
    return Objects.requireNonNull(outputs.get(first), first);
  }

  @Override
  public void close() {
    session.close();
    network.close();
  }
}
