package dev.fovea.models.vision;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;

/** The class of every pixel. Immutable. */
public final class Mask {
  private final int width;
  private final int height;
  private final int[] classes;

  private Mask(int width, int height, int[] classes) {
    this.width = width;
    this.height = height;
    this.classes = classes;
  }

  /**
   * Returns the class of the highest score at every position; of equal ones the first.
   *
   * @param scores float32 [1, classes, rows, columns]
   * @throws IllegalArgumentException if the shape is another one
   */
  public static Mask of(Tensor scores) {
    Shape shape = scores.shape();
    if (shape.rank() != 4 || shape.dim(0) != 1 || shape.elements() == 0) {
      throw new IllegalArgumentException(
          "Mask: scores are " + shape + "; expected [1, classes, rows, columns]");
    }
    int positions = shape.dim(2) * shape.dim(3);
    float[] values = scores.toFloats();
    int[] classes = new int[positions];
    for (int i = 0; i < positions; i++) {
      for (int c = 1; c < shape.dim(1); c++) {
        if (values[c * positions + i] > values[classes[i] * positions + i]) {
          classes[i] = c;
        }
      }
    }
    return new Mask(shape.dim(3), shape.dim(2), classes);
  }

  /** Returns the number of columns. */
  public int width() {
    return width;
  }

  /** Returns the number of rows. */
  public int height() {
    return height;
  }

  /** Returns the class of a position. */
  public int at(int x, int y) {
    return classes[y * width + x];
  }

  /** Returns how many positions are of a class. */
  public long count(int type) {
    long count = 0;
    for (int c : classes) {
      count += c == type ? 1 : 0;
    }
    return count;
  }

  /**
   * Returns this mask in the middle of what the network saw, class 0 around it: what networks
   * without padding score, pixel by pixel.
   *
   * @param input what the network saw, rows and columns
   * @throws IllegalArgumentException if it is smaller than the mask
   */
  public Mask inMiddleOf(Shape input) {
    int rows = input.dim(2);
    int columns = input.dim(3);
    if (rows < height || columns < width) {
      throw new IllegalArgumentException(
          "Mask: "
              + width
              + " x "
              + height
              + " positions for an input "
              + input
              + "; expected no more than one a pixel");
    }
    int[] framed = new int[Math.multiplyExact(rows, columns)];
    int top = (rows - height) / 2;
    int left = (columns - width) / 2;
    for (int y = 0; y < height; y++) {
      System.arraycopy(classes, y * width, framed, (top + y) * columns + left, width);
    }
    return new Mask(columns, rows, framed);
  }

  /**
   * Returns the mask at the size of a picture: each pixel takes the nearest position.
   *
   * @param input what the network saw, rows and columns
   * @param placement where the picture lies in it
   * @param picture the picture
   */
  public Mask onto(Shape input, Placement placement, Bitmap picture) {
    int[] placed = new int[Math.multiplyExact(picture.width(), picture.height())];
    double unitX = (double) width / input.dim(3);
    double unitY = (double) height / input.dim(2);
    for (int y = 0; y < picture.height(); y++) {
      double v = ((y + 0.5) * placement.scaleY() + placement.top()) * unitY;
      int row = Math.max(0, Math.min(height - 1, (int) Math.floor(v)));
      for (int x = 0; x < picture.width(); x++) {
        double u = ((x + 0.5) * placement.scaleX() + placement.left()) * unitX;
        int column = Math.max(0, Math.min(width - 1, (int) Math.floor(u)));
        placed[y * picture.width() + x] = at(column, row);
      }
    }
    return new Mask(picture.width(), picture.height(), placed);
  }

  /**
   * Returns a picture with the mask's colours over it; class 0 leaves it as it is.
   *
   * @param picture of the mask's size
   * @param opacity of the colours, 0 to 1
   * @throws IllegalArgumentException if the sizes differ
   */
  public Bitmap over(Bitmap picture, double opacity) {
    if (picture.width() != width || picture.height() != height) {
      throw new IllegalArgumentException(
          "Mask: " + width + " x " + height + " positions over " + picture + "; expected one size");
    }
    byte[] samples = picture.toRgb().toBytes();
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] > 0) {
        int colour = Palette.colour(classes[i]);
        for (int c = 0; c < 3; c++) {
          int wanted = colour >> (16 - 8 * c) & 0xff;
          int sample = samples[3 * i + c] & 0xff;
          samples[3 * i + c] = (byte) Math.round(sample + opacity * (wanted - sample));
        }
      }
    }
    return Bitmap.owning(width, height, 3, samples);
  }
}
