package dev.fovea.models.vision;

import dev.fovea.op.Size2d;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;

/**
 * Scores of one class at positions spread over a picture, drawn as colours over it. Immutable.
 *
 * <p>The score at row i and column j stands for a part of the network's input, the crop of height
 * and width {@code crop} at (i, j) times {@code stride}; it is put at the crop's centre. Between
 * centres scores are interpolated bilinearly; beyond the outer ones they stay.
 */
public final class HeatMap {
  private final int rows;
  private final int columns;
  private final float[] scores;
  private final Size2d crop;
  private final Size2d stride;

  private HeatMap(int rows, int columns, float[] scores, Size2d crop, Size2d stride) {
    this.rows = rows;
    this.columns = columns;
    this.scores = scores;
    this.crop = crop;
    this.stride = stride;
  }

  /**
   * Takes the scores of a class.
   *
   * @param scores float32 [1, classes, rows, columns]
   * @param type the class
   * @param crop what one score stands for, in pixels of the network's input
   * @param stride pixels between two neighbouring ones
   * @throws IllegalArgumentException if the shape is another one, or there is no such class
   */
  public static HeatMap of(Tensor scores, int type, Size2d crop, Size2d stride) {
    Shape shape = scores.shape();
    if (shape.rank() != 4 || shape.dim(0) != 1 || shape.elements() == 0) {
      throw new IllegalArgumentException(
          "HeatMap: scores are " + shape + "; expected [1, classes, rows, columns]");
    }
    if (type < 0 || type >= shape.dim(1)) {
      throw new IllegalArgumentException(
          "HeatMap: class is " + type + "; expected 0 to " + (shape.dim(1) - 1));
    }
    int rows = shape.dim(2);
    int columns = shape.dim(3);
    float[] all = scores.toFloats();
    float[] ofClass = new float[rows * columns];
    System.arraycopy(all, type * ofClass.length, ofClass, 0, ofClass.length);
    return new HeatMap(rows, columns, ofClass, crop, stride);
  }

  /** Returns the number of rows. */
  public int rows() {
    return rows;
  }

  /** Returns the number of columns. */
  public int columns() {
    return columns;
  }

  /** Returns a score. */
  public float at(int row, int column) {
    return scores[row * columns + column];
  }

  /** Returns the lowest score. */
  public float lowest() {
    float lowest = Float.POSITIVE_INFINITY;
    for (float score : scores) {
      lowest = Math.min(lowest, score);
    }
    return lowest;
  }

  /** Returns the highest score. */
  public float highest() {
    float highest = Float.NEGATIVE_INFINITY;
    for (float score : scores) {
      highest = Math.max(highest, score);
    }
    return highest;
  }

  /** Returns the score at a point of the network's input; 0 is the edge of the first pixel. */
  public double between(double x, double y) {
    double row = place(y, crop.h(), stride.h(), rows);
    double column = place(x, crop.w(), stride.w(), columns);
    int top = (int) row;
    int left = (int) column;
    int bottom = Math.min(rows - 1, top + 1);
    int right = Math.min(columns - 1, left + 1);
    double above = at(top, left) + (column - left) * ((double) at(top, right) - at(top, left));
    double below =
        at(bottom, left) + (column - left) * ((double) at(bottom, right) - at(bottom, left));
    return above + (row - top) * (below - above);
  }

  private static double place(double pixel, int crop, int stride, int count) {
    return Math.max(0, Math.min(count - 1, (pixel - crop / 2.0) / stride));
  }

  /**
   * Returns a picture with the scores' colours over it, from dark blue for the lowest to yellow for
   * the highest.
   *
   * @param picture what the network saw a placement of
   * @param placement where the picture lies in the network's input
   * @param opacity of the colours, 0 to 1
   */
  public Bitmap over(Bitmap picture, Placement placement, double opacity) {
    byte[] samples = picture.toRgb().toBytes();
    double low = lowest();
    double range = highest() - low;
    for (int y = 0; y < picture.height(); y++) {
      double inputY = (y + 0.5) * placement.scaleY() + placement.top();
      for (int x = 0; x < picture.width(); x++) {
        double score = between((x + 0.5) * placement.scaleX() + placement.left(), inputY);
        int colour = ColourScale.colour(range > 0 ? (score - low) / range : 0.5);
        int at = (y * picture.width() + x) * 3;
        for (int c = 0; c < 3; c++) {
          int wanted = colour >> (16 - 8 * c) & 0xff;
          int sample = samples[at + c] & 0xff;
          samples[at + c] = (byte) Math.round(sample + opacity * (wanted - sample));
        }
      }
    }
    return Bitmap.owning(picture.width(), picture.height(), 3, samples);
  }
}
