package dev.fovea.cli;

import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.Bitmaps;
import dev.fovea.models.zoo.EmbeddedModel.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A picture to classify.
 *
 * @param name what to call it
 * @param expected its true class, where it is known
 * @param reader decodes it
 */
record Picture(String name, @Nullable String expected, Supplier<Bitmap> reader) {

  static Picture ofFile(Path file) {
    return new Picture(file.toString(), null, () -> Bitmaps.read(file));
  }

  static Picture ofSample(Sample sample) {
    return new Picture(sample.name(), sample.label(), () -> read(sample));
  }

  private static Bitmap read(Sample sample) {
    try (InputStream stream = sample.open()) {
      return Bitmaps.read(stream, sample.name());
    } catch (IOException e) {
      throw new UncheckedIOException("picture[" + sample.name() + "]: cannot be read", e);
    }
  }
}
