package dev.fovea.models.transform;

import dev.fovea.models.vision.Bitmap;

/**
 * Draws a matrix: a square for each entry, red above zero, blue below, the stronger the larger;
 * zeros are white.
 */
public final class MatrixPicture {
  private static final int POSITIVE = 0xb2182b;
  private static final int NEGATIVE = 0x2166ac;

  private MatrixPicture() {}

  /**
   * Draws a matrix.
   *
   * @param cell the side of an entry's square in pixels
   * @throws IllegalArgumentException if the picture would have more than 2^24 pixels
   */
  public static Bitmap of(ConvolutionMatrix matrix, int cell) {
    long width = (long) matrix.columns() * cell;
    long height = (long) matrix.rows() * cell;
    if (cell < 1 || width * height > 1 << 24) {
      throw new IllegalArgumentException(
          "MatrixPicture: "
              + matrix.rows()
              + " x "
              + matrix.columns()
              + " entries with a side of "
              + cell
              + "; expected at least 1, and at most 2^24 pixels");
    }
    float largest = 0;
    for (int row = 0; row < matrix.rows(); row++) {
      for (int column = 0; column < matrix.columns(); column++) {
        largest = Math.max(largest, Math.abs(matrix.at(row, column)));
      }
    }
    byte[] samples = new byte[(int) (width * height * 3)];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        float entry = matrix.at(y / cell, x / cell);
        int colour = entry > 0 ? POSITIVE : NEGATIVE;
        double strength = entry == 0 ? 0 : 0.25 + 0.75 * Math.abs(entry) / largest;
        for (int c = 0; c < 3; c++) {
          int sample = colour >> (16 - 8 * c) & 0xff;
          samples[(int) (y * width + x) * 3 + c] =
              (byte) Math.round(255 + strength * (sample - 255));
        }
      }
    }
    return Bitmap.of((int) width, (int) height, 3, samples);
  }
}
