package dev.fovea.cli;

import dev.fovea.models.transform.FullyConvolutional;
import dev.fovea.models.vision.ModelFolder;
import dev.fovea.models.vision.Preprocessing;
import dev.fovea.models.vision.Resampling;
import dev.fovea.models.vision.Step;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.op.Size2d;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.graph.Graph;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A classifier that answers for every part of a picture, as a model like any other: it takes whole
 * pictures, their shorter side scaled to a length.
 *
 * @param classifier where it comes from
 * @param network what became of it; whoever opens the source owns it
 * @param preprocessing of whole pictures
 */
record HeatMapSource(
    ModelSource classifier, FullyConvolutional network, Preprocessing preprocessing)
    implements ModelSource {

  /**
   * Reads a classifier and transforms it.
   *
   * @param shapes the size of the pictures it was made for, where a file leaves it open
   * @param shorter what the shorter side of pictures is scaled to; null means twice what the
   *     classifier reads
   */
  static HeatMapSource of(ModelSource classifier, InputShapes shapes, @Nullable Integer shorter) {
    try (Graph graph = classifier.open()) {
      Preprocessing wanted =
          classifier
              .pictures()
              .preprocessing()
              .or(() -> PictureInput.wantedBy(graph.inputs().get(0)))
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "model["
                              + classifier.name()
                              + "]: does not say how it wants its pictures; expected "
                              + ModelFolder.PREPROCESSING
                              + " beside it; name the folder"));
      if (wanted.layout() != Preprocessing.AxisOrder.NCHW) {
        throw new IllegalArgumentException(
            ModelFolder.PREPROCESSING + ": layout is NHWC; expected NCHW to move over a picture");
      }
      FullyConvolutional network = FullyConvolutional.of(ResolvedGraph.of(graph, shapes.of(graph)));
      Size2d crop = network.crop();
      int longest = Math.max(crop.h(), crop.w());
      int side = shorter == null ? 2 * longest : shorter;
      if (side < longest) {
        network.close();
        throw new IllegalArgumentException(
            "--shorter is " + side + "; expected at least what the network reads, " + crop);
      }
      Step scale = new Step.ResizeShorter(side, Resampling.PILLOW_BILINEAR);
      return new HeatMapSource(classifier, network, wanted.steps(scale));
    }
  }

  @Override
  public void requireTask(Task task) {
    classifier.requireTask(task);
  }

  @Override
  public String name() {
    return classifier.name();
  }

  @Override
  public Graph open() {
    return network.graph();
  }

  @Override
  public Graph sketch() {
    return network.graph();
  }

  @Override
  public Pictures pictures() {
    List<String> labels = classifier.pictures().labels();
    return new Pictures(Optional.of(preprocessing), labels, false);
  }

  @Override
  public OptionalLong learnedParameters() {
    return classifier.learnedParameters();
  }

  @Override
  public boolean untrained() {
    return classifier.untrained();
  }
}
