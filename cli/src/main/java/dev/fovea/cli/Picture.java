package dev.fovea.cli;

import dev.fovea.models.vision.ImageTensors;
import dev.fovea.models.vision.Preprocessing;
import dev.fovea.models.zoo.EmbeddedModel.Sample;
import dev.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A picture to classify.
 *
 * @param name what to call it
 * @param expected its true class, where it is known
 * @param reader reads it as a network wants it
 */
record Picture(String name, @Nullable String expected, Function<Preprocessing, Tensor> reader) {

  static Picture ofFile(Path file) {
    return new Picture(file.toString(), null, wanted -> ImageTensors.read(file, wanted));
  }

  static Picture ofSample(Sample sample) {
    return new Picture(sample.name(), sample.label(), sample::read);
  }
}
