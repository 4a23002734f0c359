package dev.fovea.cli;

import dev.fovea.cli.Prediction.Ranked;
import dev.fovea.models.vision.Classification;
import dev.fovea.models.vision.Preprocessing.Prepared;
import dev.fovea.models.zoo.EmbeddedModel;
import dev.fovea.models.zoo.Fashion;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A network that names what a picture shows, ready to run. */
final class Classifier implements AutoCloseable {
  private final VisionModel model;
  private final String title;
  private final List<Picture> samples;
  private final boolean invert;

  private Classifier(VisionModel model, String title, List<Picture> samples, boolean invert) {
    this.model = model;
    this.title = title;
    this.samples = samples;
    this.invert = invert;
    if (model.outputs().size() != 1) {
      model.close();
      throw new IllegalArgumentException(
          "model["
              + model.name()
              + "]: outputs are "
              + model.outputs()
              + "; expected one, the scores of the classes");
    }
  }

  /** Opens a model, or the embedded network if there is none. */
  static Classifier open(
      @Nullable ModelSource source,
      @Nullable Path labels,
      Terminal terminal,
      Backend backend,
      SessionOptions options,
      boolean invert) {
    if (source != null) {
      VisionModel model = VisionModel.open(source, labels, terminal, backend, options);
      return new Classifier(model, model.name(), List.of(), invert);
    }
    EmbeddedModel fashion = Fashion.model();
    try (Graph graph = fashion.openGraph()) {
      return new Classifier(
          VisionModel.of(
              fashion.name(), graph, fashion.labels(), fashion.preprocessing(), backend, options),
          fashion.name() + ": " + fashion.title(),
          fashion.samples().stream().map(Picture::ofSample).toList(),
          invert);
    }
  }

  String name() {
    return model.name();
  }

  /** Tells whether its weights are random, so that its answers mean nothing. */
  boolean untrained() {
    return model.untrained();
  }

  String title() {
    return title;
  }

  List<String> labels() {
    return model.labels();
  }

  List<Picture> samples() {
    return samples;
  }

  /** Tells whether several pictures may run at a time. */
  boolean takesBatches() {
    return model.takesBatches();
  }

  /** Decodes and prepares a picture; close what is returned. */
  Prepared prepare(Picture picture) {
    return model.prepare(picture.reader().get(), invert);
  }

  /** Names what prepared pictures of one shape show, in order. */
  List<Prediction> classify(List<Picture> pictures, List<Prepared> prepared, int top) {
    try (Tensor images = stacked(prepared)) {
      long start = System.nanoTime();
      Map<String, Tensor> outputs = model.run(images);
      double milliseconds = (System.nanoTime() - start) / 1e6 / pictures.size();
      try (Tensor scores = outputs.values().iterator().next();
          Tensor probabilities = Probabilities.of(scores, pictures.size())) {
        List<List<Classification>> answers = Classification.top(probabilities, model.labels(), top);
        List<Prediction> predictions = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
          List<Ranked> ranked =
              answers.get(i).stream()
                  .map(c -> new Ranked(c.index(), c.label(), c.score()))
                  .toList();
          Picture picture = pictures.get(i);
          predictions.add(new Prediction(picture.name(), picture.expected(), ranked, milliseconds));
        }
        return predictions;
      }
    }
  }

  private static Tensor stacked(List<Prepared> prepared) {
    Tensor first = prepared.get(0).tensor();
    if (prepared.size() == 1) {
      return first.view(first.desc(), 0);
    }
    Shape shape = first.shape().with(0, prepared.size());
    int image = Math.toIntExact(first.shape().elements());
    Tensor stack = Tensor.allocate(TensorDesc.of(shape));
    for (int i = 0; i < prepared.size(); i++) {
      stack.floats().put(i * image, prepared.get(i).tensor().toFloats());
    }
    return stack;
  }

  @Override
  public void close() {
    model.close();
  }
}
