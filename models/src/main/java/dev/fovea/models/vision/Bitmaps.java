package dev.fovea.models.vision;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
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
 * Reads pictures: PNG, JPEG (CMYK too), GIF (the first frame) and BMP.
 *
 * <p>A picture is turned as its camera noted (EXIF orientation), as OpenCV's {@code imread} and
 * Pillow's {@code exif_transpose} do. A file is untrusted: its size in bytes and the size in its
 * header are checked before anything is decoded.
 */
public final class Bitmaps {
  /** The largest picture that is decoded. */
  public static final long MAX_PIXELS = 100_000_000;

  /** The largest file that is read. */
  public static final int MAX_BYTES = 512 << 20;

  private static final String REMEDY =
      "expected a PNG, JPEG, GIF or BMP file; save it again as PNG";

  private Bitmaps() {}

  /**
   * Reads a file.
   *
   * @throws ImageException if the file is missing, damaged, too large or no picture
   */
  public static Bitmap read(Path file) {
    String name = String.valueOf(file.getFileName());
    if (Files.isDirectory(file)) {
      throw new ImageException(name, "is a folder; expected a picture; name its files", null);
    }
    if (!Files.exists(file)) {
      throw new ImageException(name, "does not exist; expected a picture; check the path", null);
    }
    try (InputStream stream = Files.newInputStream(file)) {
      return read(stream, name);
    } catch (IOException e) {
      throw new ImageException(
          name,
          "cannot be read: " + e.getMessage() + "; expected a readable file; check its rights",
          e);
    }
  }

  /**
   * Reads a stream to its end; the caller closes it.
   *
   * @param name what messages call the stream
   * @throws ImageException if the data are damaged, too large or no picture
   */
  public static Bitmap read(InputStream stream, String name) {
    try {
      byte[] data = stream.readNBytes(MAX_BYTES);
      if (data.length == 0) {
        throw new ImageException(name, "is empty; " + REMEDY, null);
      }
      if (data.length == MAX_BYTES && stream.read() >= 0) {
        throw new ImageException(
            name, "has more than " + MAX_BYTES + " bytes; expected a smaller file", null);
      }
      return Orientation.of(data).turn(Bitmap.of(decode(data, name)));
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Readers answer damaged data with exceptions of many kinds.
      throw new ImageException(
          name, "is damaged or not supported: " + e.getMessage() + "; " + REMEDY, e);
    } catch (OutOfMemoryError e) {
      throw new ImageException(
          name, "needs more memory than there is; scale it down, or raise -Xmx", e);
    }
  }

  private static BufferedImage decode(byte[] data, String name) throws IOException {
    // A cache file on disk, ImageIO's default, would not be worth it for one picture.
    try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(data))) {
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
    }
  }

  /** Returns an extent that a picture may have. */
  static int extent(long pixels) {
    if (pixels > MAX_PIXELS) {
      throw new IllegalArgumentException(
          "Bitmaps: a side would have "
              + pixels
              + " pixels; expected at most "
              + MAX_PIXELS
              + "; the picture is too narrow");
    }
    return (int) Math.max(1, pixels);
  }
}
