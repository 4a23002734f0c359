package dev.fovea.models.vision;

import java.util.function.DoubleUnaryOperator;

/**
 * Scaling as Pillow does it for 8-bit pictures: along rows, then along columns, each with weights
 * of 22 fractional bits and a result rounded to 8 bits (Pillow 9 to 11, libImaging/Resample.c).
 */
final class PillowResize {
  static final PillowResize BILINEAR = new PillowResize(1, x -> Math.max(0, 1 - Math.abs(x)));
  static final PillowResize BICUBIC = new PillowResize(2, PillowResize::cubic);

  private static final int PRECISION_BITS = 32 - 8 - 2;

  private final double support;
  private final DoubleUnaryOperator filter;

  private PillowResize(double support, DoubleUnaryOperator filter) {
    this.support = support;
    this.filter = filter;
  }

  /** Keys' cubic convolution with a = -0.5. */
  private static double cubic(double signed) {
    double a = -0.5;
    double x = Math.abs(signed);
    if (x < 1) {
      return ((a + 2) * x - (a + 3)) * x * x + 1;
    }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
  }

  Bitmap resize(Bitmap src, int width, int height) {
    Bitmap rows = width == src.width() ? src : alongRows(src, weights(src.width(), width));
    return height == rows.height() ? rows : alongColumns(rows, weights(rows.height(), height));
  }

  /** What one output position reads: input positions from {@code first} on, with these factors. */
  private static final class Taps {
    private final int first;
    private final int[] factors;

    Taps(int first, int[] factors) {
      this.first = first;
      this.factors = factors;
    }

    byte sum(byte[] from, int start, int step) {
      int sum = 1 << (PRECISION_BITS - 1);
      for (int k = 0; k < factors.length; k++) {
        sum += (from[start + k * step] & 0xff) * factors[k];
      }
      return (byte) Math.max(0, Math.min(255, sum >> PRECISION_BITS));
    }
  }

  private Taps[] weights(int in, int out) {
    double scale = (double) in / out;
    double filterScale = Math.max(scale, 1);
    double reach = support * filterScale;
    Taps[] taps = new Taps[out];
    for (int i = 0; i < out; i++) {
      double centre = (i + 0.5) * scale;
      int first = Math.max(0, (int) (centre - reach + 0.5));
      int end = Math.min(in, (int) (centre + reach + 0.5));
      double[] exact = new double[end - first];
      double sum = 0;
      for (int k = 0; k < exact.length; k++) {
        exact[k] = filter.applyAsDouble((k + first - centre + 0.5) * (1 / filterScale));
        sum += exact[k];
      }
      int[] factors = new int[exact.length];
      for (int k = 0; k < exact.length; k++) {
        double scaled = (sum == 0 ? exact[k] : exact[k] / sum) * (1 << PRECISION_BITS);
        factors[k] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
      }
      taps[i] = new Taps(first, factors);
    }
    return taps;
  }

  private static Bitmap alongRows(Bitmap src, Taps[] taps) {
    int channels = src.channels();
    byte[] from = src.samples();
    byte[] to = new byte[Math.multiplyExact(taps.length * channels, src.height())];
    int at = 0;
    for (int y = 0; y < src.height(); y++) {
      for (Taps tap : taps) {
        int start = (y * src.width() + tap.first) * channels;
        for (int c = 0; c < channels; c++) {
          to[at++] = tap.sum(from, start + c, channels);
        }
      }
    }
    return Bitmap.owning(taps.length, src.height(), channels, to);
  }

  private static Bitmap alongColumns(Bitmap src, Taps[] taps) {
    int row = src.width() * src.channels();
    byte[] from = src.samples();
    byte[] to = new byte[Math.multiplyExact(row, taps.length)];
    int at = 0;
    for (Taps tap : taps) {
      for (int x = 0; x < row; x++) {
        to[at++] = tap.sum(from, tap.first * row + x, row);
      }
    }
    return Bitmap.owning(src.width(), taps.length, src.channels(), to);
  }
}
