package dev.fovea.models.image;

import dev.fovea.models.image.Preprocessing.ChannelOrder;
import dev.fovea.models.image.Preprocessing.Fit;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads pictures (PNG, JPEG, GIF, BMP) as tensors [1, C, H, W].
 *
 * <p>Colours become grey by luminance, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601). A picture of
 * another size is scaled by bilinear interpolation between pixel centres, without smoothing first.
 * The size in the header is checked before anything is decoded. Transparency and the orientation
 * that cameras note are not looked at.
 */
public final class ImageTensors {
  private static final long MAX_PIXELS = 100_000_000;
  private static final String REMEDY =
      "expected a PNG, JPEG, GIF or BMP file; save it again as PNG";

  private ImageTensors() {}

  /**
   * Reads a file; the caller closes the tensor.
   *
   * @throws ImageException if the file is missing, damaged, too large or no picture
   */
  public static Tensor read(Path file, Preprocessing wanted) {
    String name = String.valueOf(file.getFileName());
    if (Files.isDirectory(file)) {
      throw new ImageException(name, "is a folder; expected a picture; name its files", null);
    }
    if (!Files.exists(file)) {
      throw new ImageException(name, "does not exist; expected a picture; check the path", null);
    }
    try (InputStream stream = Files.newInputStream(file)) {
      return read(stream, name, wanted);
    } catch (IOException e) {
      throw new ImageException(
          name,
          "cannot be read: " + e.getMessage() + "; expected a readable file; check its rights",
          e);
    }
  }

  /**
   * Reads a stream; the caller closes stream and tensor.
   *
   * @param name what messages call the stream
   * @throws ImageException if the data are damaged, too large or no picture
   */
  public static Tensor read(InputStream stream, String name, Preprocessing wanted) {
    return convert(decode(stream, name), wanted);
  }

  private static BufferedImage decode(InputStream stream, String name) {
    // A cache file on disk, ImageIO's default, would not be worth it for one picture.
    try (ImageInputStream input = new MemoryCacheImageInputStream(stream)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
      if (!readers.hasNext()) {
        throw new ImageException(name, "is no picture that is known; " + REMEDY, null);
      }
      ImageReader reader = readers.next();
      try {
        // Metadata may claim any size and are not needed.
        reader.setInput(input, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels < 1 || pixels > MAX_PIXELS) {
          throw new ImageException(
              name,
              String.format(
                  "has %d x %d pixels; expected 1 to %d; scale it down",
                  reader.getWidth(0), reader.getHeight(0), MAX_PIXELS),
              null);
        }
        return reader.read(0);
      } finally {
        reader.dispose();
      }
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Readers answer damaged data with exceptions of many kinds.
      throw new ImageException(
          name, "is damaged or not supported: " + e.getMessage() + "; " + REMEDY, e);
    }
  }

  private static Tensor convert(BufferedImage image, Preprocessing wanted) {
    Pixels pixels = new Pixels(image, wanted.channels() == 1);
    Part columns =
        Part.along(
            image.getWidth(), image.getHeight(), wanted.width(), wanted.height(), wanted.fit());
    Part rows =
        Part.along(
            image.getHeight(), image.getWidth(), wanted.height(), wanted.width(), wanted.fit());
    float[] values = new float[wanted.channels() * wanted.height() * wanted.width()];
    int i = 0;
    for (int c = 0; c < wanted.channels(); c++) {
      int channel = wanted.order() == ChannelOrder.BGR ? 2 - c : c;
      float mean = wanted.mean().get(c);
      float std = wanted.std().get(c);
      for (int h = 0; h < wanted.height(); h++) {
        for (int w = 0; w < wanted.width(); w++) {
          double pixel =
              bilinear(pixels, columns.centre(w), rows.centre(h), columns, rows, channel);
          double value = wanted.invert() ? 255 - pixel : pixel;
          values[i++] = ((float) value / wanted.unit() - mean) / std;
        }
      }
    }
    return Tensor.of(Shape.of(1, wanted.channels(), wanted.height(), wanted.width()), values);
  }

  private static double bilinear(
      Pixels pixels, double x, double y, Part columns, Part rows, int channel) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double right = x - left;
    double bottom = y - top;
    double sum = 0;
    for (int dy = 0; dy <= 1; dy++) {
      for (int dx = 0; dx <= 1; dx++) {
        double weight = (dx == 0 ? 1 - right : right) * (dy == 0 ? 1 - bottom : bottom);
        if (weight > 0) {
          sum += weight * pixels.get(columns.inside(left + dx), rows.inside(top + dy), channel);
        }
      }
    }
    return sum;
  }

  /**
   * The part of one axis that is taken.
   *
   * @param start where it begins, in pixels
   * @param step source pixels per pixel wanted
   * @param size pixels of the source
   */
  private record Part(double start, double step, int size) {
    static Part along(int size, int otherSize, int wanted, int otherWanted, Fit fit) {
      double step = (double) size / wanted;
      if (fit == Fit.STRETCH) {
        return new Part(0, step, size);
      }
      double common = Math.min(step, (double) otherSize / otherWanted);
      return new Part((size - common * wanted) / 2, common, size);
    }

    double centre(int index) {
      return start + (index + 0.5) * step - 0.5;
    }

    int inside(int position) {
      return Math.max(0, Math.min(size - 1, position));
    }
  }
}
