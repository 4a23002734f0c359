package dev.fovea.models.vision;

import dev.fovea.tensor.Tensor;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * From a picture's file to a network's input in one call; {@link Bitmaps} and {@link Preprocessing}
 * are the parts.
 */
public final class ImageTensors {
  private ImageTensors() {}

  /**
   * Reads a file as a network wants it; the caller closes the tensor.
   *
   * @throws ImageException if the file is missing, damaged, too large or no picture
   */
  public static Tensor read(Path file, Preprocessing wanted) {
    return wanted.apply(Bitmaps.read(file)).tensor();
  }

  /**
   * Reads a stream as a network wants it; the caller closes stream and tensor.
   *
   * @param name what messages call the stream
   * @throws ImageException if the data are damaged, too large or no picture
   */
  public static Tensor read(InputStream stream, String name, Preprocessing wanted) {
    return wanted.apply(Bitmaps.read(stream, name)).tensor();
  }
}
