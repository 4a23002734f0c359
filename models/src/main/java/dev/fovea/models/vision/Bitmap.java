package dev.fovea.models.vision;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.util.Arrays;

/**
 * A decoded picture: 8-bit samples, grey or red, green, blue, row by row. Immutable.
 *
 * <p>Samples of 16 bits are rounded to 8. Transparency is dropped, as Pillow's {@code
 * convert("RGB")} and OpenCV's {@code imread} drop it.
 */
public final class Bitmap {
  private final int width;
  private final int height;
  private final int channels;
  private final byte[] samples;

  private Bitmap(int width, int height, int channels, byte[] samples) {
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.samples = samples;
  }

  /**
   * Copies samples.
   *
   * @param channels 1 (grey) or 3 (red, green, blue)
   * @param samples channel after channel of a pixel, pixel after pixel of a row, row after row
   * @throws IllegalArgumentException if the numbers contradict each other
   */
  public static Bitmap of(int width, int height, int channels, byte... samples) {
    boolean known = channels == 1 || channels == 3;
    if (width < 1 || height < 1 || !known || samples.length != (long) width * height * channels) {
      throw new IllegalArgumentException(
          String.format(
              "Bitmap: %d samples for %d x %d pixels of %d channels; expected width * height *"
                  + " channels, and 1 or 3 channels",
              samples.length, width, height, channels));
    }
    return new Bitmap(width, height, channels, samples.clone());
  }

  /** Takes over samples that nobody else changes. */
  static Bitmap owning(int width, int height, int channels, byte[] samples) {
    return new Bitmap(width, height, channels, samples);
  }

  /** Copies a picture of Java's; what has one grey component stays grey. */
  public static Bitmap of(BufferedImage image) {
    boolean grey =
        image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
            && image.getColorModel().getNumColorComponents() == 1;
    return grey ? ofGrey(image) : ofColour(image);
  }

  // getRGB would convert the linear grey space that ImageIO assumes, and change the values.
  private static Bitmap ofGrey(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    Raster raster = image.getRaster();
    int unit = (1 << image.getColorModel().getComponentSize(0)) - 1;
    byte[] samples = new byte[width * height];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        samples[y * width + x] = (byte) (unit == 255 ? row[x] : (row[x] * 255L + unit / 2) / unit);
      }
    }
    return new Bitmap(width, height, 1, samples);
  }

  private static Bitmap ofColour(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] samples = new byte[Math.multiplyExact(width * height, 3)];
    int[] row = new int[width];
    int at = 0;
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int rgb : row) {
        samples[at++] = (byte) (rgb >> 16);
        samples[at++] = (byte) (rgb >> 8);
        samples[at++] = (byte) rgb;
      }
    }
    return new Bitmap(width, height, 3, samples);
  }

  /** Returns the number of columns. */
  public int width() {
    return width;
  }

  /** Returns the number of rows. */
  public int height() {
    return height;
  }

  /** Returns 1 (grey) or 3 (red, green, blue). */
  public int channels() {
    return channels;
  }

  /** Returns a sample, 0 to 255; the position is not checked beyond the array's bounds. */
  public int sample(int x, int y, int channel) {
    return samples[(y * width + x) * channels + channel] & 0xff;
  }

  /** Returns a copy of the samples, in the order of {@link #of(int, int, int, byte...)}. */
  public byte[] toBytes() {
    return samples.clone();
  }

  /** Returns the samples themselves, not to be changed. */
  byte[] samples() {
    return samples;
  }

  /**
   * Returns the luminance (ITU-R BT.601) as Pillow's {@code convert("L")} computes it: (19595 R +
   * 38470 G + 7471 B + 32768) / 65536, rounded down.
   */
  public Bitmap toGrey() {
    if (channels == 1) {
      return this;
    }
    byte[] grey = new byte[width * height];
    for (int i = 0; i < grey.length; i++) {
      int red = samples[3 * i] & 0xff;
      int green = samples[3 * i + 1] & 0xff;
      int blue = samples[3 * i + 2] & 0xff;
      grey[i] = (byte) ((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16);
    }
    return new Bitmap(width, height, 1, grey);
  }

  /** Returns three channels; those of a grey picture are equal. */
  public Bitmap toRgb() {
    if (channels == 3) {
      return this;
    }
    byte[] rgb = new byte[Math.multiplyExact(samples.length, 3)];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = samples[i / 3];
    }
    return new Bitmap(width, height, 3, rgb);
  }

  /**
   * Returns a part of the picture; where it reaches beyond, it is filled.
   *
   * @param left the first column, below 0 if the part begins outside
   * @param top the first row
   * @param fill the value of all channels outside, 0 to 255
   */
  public Bitmap part(int left, int top, int partWidth, int partHeight, int fill) {
    byte[] part = new byte[Math.multiplyExact(Math.multiplyExact(partWidth, partHeight), channels)];
    Arrays.fill(part, (byte) fill);
    int from = Math.max(0, left);
    int to = Math.min(width, left + partWidth);
    for (int y = Math.max(0, top); y < Math.min(height, top + partHeight) && from < to; y++) {
      System.arraycopy(
          samples,
          (y * width + from) * channels,
          part,
          ((y - top) * partWidth + from - left) * channels,
          (to - from) * channels);
    }
    return new Bitmap(partWidth, partHeight, channels, part);
  }

  /** Returns a picture of Java's, in colours. */
  public BufferedImage toImage() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Bitmap colours = toRgb();
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        row[x] =
            colours.sample(x, y, 0) << 16 | colours.sample(x, y, 1) << 8 | colours.sample(x, y, 2);
      }
      image.setRGB(0, y, width, 1, row, 0, width);
    }
    return image;
  }

  @Override
  public String toString() {
    return "Bitmap " + width + " x " + height + (channels == 1 ? " grey" : " colours");
  }
}
