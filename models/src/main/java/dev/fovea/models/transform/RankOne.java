package dev.fovea.models.transform;

import org.jspecify.annotations.Nullable;

/**
 * A kernel K [h, w] as the product of a column and a row: K[i, j] = column[i] row[j].
 *
 * <p>The column is that of the entry K[p, q] of largest magnitude, row[j] = K[p, j] / K[p, q]. If
 * every entry of K is a product of two numbers that was rounded at most twice, column[i] row[j] is
 * within gamma(9) |K[i, j]|, gamma(n) = n u / (1 - n u), u = 2^-24: the four entries that meet were
 * rounded twice each, and row[j] once. That is what is asked for.
 */
final class RankOne {
  /** How many roundings separate an entry from the product that takes its place. */
  static final int ROUNDINGS = 9;

  private static final double UNIT = 0x1p-24;
  private static final double TOLERANCE = ROUNDINGS * UNIT / (1 - ROUNDINGS * UNIT);

  private final float[] column;
  private final float[] row;

  private RankOne(float[] column, float[] row) {
    this.column = column;
    this.row = row;
  }

  /**
   * Factors a kernel.
   *
   * @param values of several kernels, one behind the other, each row by row
   * @param start where the kernel begins
   * @return null if it has no such factors
   */
  static @Nullable RankOne of(float[] values, int start, int h, int w) {
    int largest = start;
    for (int i = start; i < start + h * w; i++) {
      largest = Math.abs(values[i]) > Math.abs(values[largest]) ? i : largest;
    }
    int q = (largest - start) % w;
    float[] column = new float[h];
    float[] row = new float[w];
    for (int i = 0; i < h; i++) {
      column[i] = values[start + i * w + q];
    }
    for (int j = 0; j < w && values[largest] != 0; j++) {
      // 0 is added to have no negative zeros.
      row[j] = (float) ((double) values[largest - q + j] / values[largest]) + 0f;
    }
    for (int i = 0; i < h * w; i++) {
      double value = values[start + i];
      double error = Math.abs((double) column[i / w] * row[i % w] - value);
      // Written so that NaN fails.
      if (!(error <= TOLERANCE * Math.abs(value))) {
        return null;
      }
    }
    return new RankOne(column, row);
  }

  /** Copies the column into the columns of several kernels. */
  void copyColumn(float[] columns, int kernel) {
    System.arraycopy(column, 0, columns, kernel * column.length, column.length);
  }

  /** Copies the row into the rows of several kernels. */
  void copyRow(float[] rows, int kernel) {
    System.arraycopy(row, 0, rows, kernel * row.length, row.length);
  }
}
