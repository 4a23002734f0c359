package dev.fovea.models.vision;

/** One geometric step from a picture to what a network wants. */
public sealed interface Step {

  /**
   * Scales the whole picture to a size; its aspect may change.
   *
   * @param height rows wanted
   * @param width columns wanted
   * @param resampling how
   */
  record Resize(int height, int width, Resampling resampling) implements Step {
    /** Creates the step; throws IllegalArgumentException on a size below 1. */
    public Resize {
      requireSize("Resize", height, width);
    }
  }

  /**
   * Scales the picture so that its shorter side has a length, as torchvision's {@code Resize(n)}:
   * the longer side becomes {@code floor(n * longer / shorter)}.
   *
   * @param shorter pixels of the shorter side
   * @param resampling how
   */
  record ResizeShorter(int shorter, Resampling resampling) implements Step {
    /** Creates the step; throws IllegalArgumentException on a length below 1. */
    public ResizeShorter {
      requireSize("ResizeShorter", shorter, shorter);
    }
  }

  /**
   * Takes the middle, as torchvision's {@code CenterCrop}: the first row is {@code round((h -
   * height) / 2)}, halves to even, and so is the first column. What lies outside is black.
   *
   * @param height rows wanted
   * @param width columns wanted
   */
  record CentreCrop(int height, int width) implements Step {
    /** Creates the step; throws IllegalArgumentException on a size below 1. */
    public CentreCrop {
      requireSize("CentreCrop", height, width);
    }
  }

  /**
   * Takes the largest part in the middle that has the aspect of a size.
   *
   * @param height rows of that size
   * @param width columns of that size
   */
  record CropToAspect(int height, int width) implements Step {
    /** Creates the step; throws IllegalArgumentException on a size below 1. */
    public CropToAspect {
      requireSize("CropToAspect", height, width);
    }
  }

  /**
   * Scales the picture until it fits a size, keeps its aspect, puts it in the middle and fills the
   * rest.
   *
   * @param height rows wanted
   * @param width columns wanted
   * @param fill the value of the rest, 0 to 255
   * @param resampling how
   */
  record Letterbox(int height, int width, int fill, Resampling resampling) implements Step {
    /** Creates the step; throws IllegalArgumentException on a size or value out of range. */
    public Letterbox {
      requireSize("Letterbox", height, width);
      if (fill < 0 || fill > 255) {
        throw new IllegalArgumentException("Letterbox: fill is " + fill + "; expected 0 to 255");
      }
    }
  }

  private static void requireSize(String step, int height, int width) {
    if (height < 1 || width < 1 || (long) height * width > Bitmaps.MAX_PIXELS) {
      throw new IllegalArgumentException(
          step
              + ": size is "
              + height
              + " x "
              + width
              + "; expected at least 1 x 1 and at most "
              + Bitmaps.MAX_PIXELS
              + " pixels");
    }
  }
}
