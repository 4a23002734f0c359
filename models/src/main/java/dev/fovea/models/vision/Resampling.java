package dev.fovea.models.vision;

/**
 * How a picture is scaled; each gives the bits of the library it is named after, so that a network
 * sees what it saw when it was trained.
 */
public enum Resampling {
  /**
   * Pillow's {@code Image.resize(size, BILINEAR)}, which torchvision uses for pictures: a triangle
   * filter that widens when the picture shrinks (antialiasing).
   */
  PILLOW_BILINEAR,
  /** Pillow's {@code Image.resize(size, BICUBIC)}: the cubic filter with a = -0.5, widened too. */
  PILLOW_BICUBIC,
  /**
   * OpenCV's {@code resize(..., INTER_LINEAR)}: two by two neighbours around the pixel's centre,
   * however much the picture shrinks (no antialiasing).
   */
  OPENCV_LINEAR;

  /** Returns a picture of another size; throws IllegalArgumentException on a size below 1. */
  public Bitmap resize(Bitmap picture, int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "Resampling: size is " + width + " x " + height + "; expected at least 1 x 1");
    }
    return switch (this) {
      case PILLOW_BILINEAR -> PillowResize.BILINEAR.resize(picture, width, height);
      case PILLOW_BICUBIC -> PillowResize.BICUBIC.resize(picture, width, height);
      case OPENCV_LINEAR -> OpenCvResize.resize(picture, width, height);
    };
  }
}
