package dev.fovea.models.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;

/** Reads a decoded picture's pixels as 0 to 255 per channel; transparency is not looked at. */
final class Pixels {
  private final BufferedImage image;
  private final boolean toGrey;
  private final boolean greySamples;
  private final Raster raster;
  private final double sampleUnit;

  Pixels(BufferedImage image, boolean toGrey) {
    this.image = image;
    this.toGrey = toGrey;
    this.raster = image.getRaster();
    // getRGB would convert the linear grey space that ImageIO assumes, and change the values.
    this.greySamples =
        image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
            && image.getColorModel().getNumColorComponents() == 1;
    this.sampleUnit = (1L << image.getColorModel().getComponentSize(0)) - 1;
  }

  /** Returns grey, or channel 0 (red), 1 (green) or 2 (blue). */
  double get(int x, int y, int channel) {
    if (greySamples) {
      int sample = raster.getSample(x, y, 0);
      return sampleUnit == 255 ? sample : sample * 255.0 / sampleUnit;
    }
    int rgb = image.getRGB(x, y);
    int red = rgb >> 16 & 0xff;
    int green = rgb >> 8 & 0xff;
    int blue = rgb & 0xff;
    if (!toGrey) {
      return channel == 0 ? red : channel == 1 ? green : blue;
    }
    // A grey picture in colours stays what it is: the weights below sum to 1 only nearly.
    return red == green && green == blue ? red : 0.299 * red + 0.587 * green + 0.114 * blue;
  }
}
