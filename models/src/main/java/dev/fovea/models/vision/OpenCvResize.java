package dev.fovea.models.vision;

/**
 * Scaling as OpenCV's {@code INTER_LINEAR} does it for 8-bit pictures: weights of 11 fractional
 * bits, rows first, the sum of two rows cut to 8 bits (OpenCV 4, imgproc/resize.cpp). To exactly
 * half the size it takes the mean of two by two pixels instead, as OpenCV does.
 */
final class OpenCvResize {
  private static final int UNIT = 1 << 11;

  private OpenCvResize() {}

  static Bitmap resize(Bitmap src, int width, int height) {
    if (width == src.width() && height == src.height()) {
      return src;
    }
    return src.width() == 2 * width && src.height() == 2 * height
        ? halve(src, width, height)
        : interpolate(src, width, height);
  }

  private static Bitmap halve(Bitmap src, int width, int height) {
    int channels = src.channels();
    byte[] to = new byte[width * height * channels];
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < channels; c++) {
          int sum =
              src.sample(2 * x, 2 * y, c)
                  + src.sample(2 * x + 1, 2 * y, c)
                  + src.sample(2 * x, 2 * y + 1, c)
                  + src.sample(2 * x + 1, 2 * y + 1, c);
          to[at++] = (byte) ((sum + 2) >> 2);
        }
      }
    }
    return Bitmap.owning(width, height, channels, to);
  }

  /**
   * The two neighbours of an output position; beyond an edge they are the edge itself.
   *
   * @param first the one before
   * @param second the one behind
   * @param near the weight of the first, in 1/2048
   * @param far the weight of the second, rounded by itself
   */
  private record Neighbours(int first, int second, int near, int far) {
    static Neighbours[] of(int in, int out) {
      double scale = 1 / ((double) out / in);
      Neighbours[] all = new Neighbours[out];
      for (int i = 0; i < out; i++) {
        float position = (float) ((i + 0.5) * scale - 0.5);
        int before = (int) Math.floor(position);
        float share = position - before;
        all[i] =
            new Neighbours(
                Math.max(0, Math.min(in - 1, before)),
                Math.max(0, Math.min(in - 1, before + 1)),
                (int) Math.rint((1 - share) * UNIT),
                (int) Math.rint(share * UNIT));
      }
      return all;
    }
  }

  private static Bitmap interpolate(Bitmap src, int width, int height) {
    int channels = src.channels();
    Neighbours[] columns = Neighbours.of(src.width(), width);
    Neighbours[] rows = Neighbours.of(src.height(), height);
    byte[] to = new byte[Math.multiplyExact(width * channels, height)];
    int[] upper = new int[width * channels];
    int[] lower = new int[width * channels];
    int at = 0;
    for (int y = 0; y < height; y++) {
      Neighbours both = rows[y];
      row(src, both.first(), columns, upper);
      row(src, both.second(), columns, lower);
      for (int x = 0; x < upper.length; x++) {
        int sum = ((both.near() * (upper[x] >> 4)) >> 16) + ((both.far() * (lower[x] >> 4)) >> 16);
        to[at++] = (byte) ((sum + 2) >> 2);
      }
    }
    return Bitmap.owning(width, height, channels, to);
  }

  private static void row(Bitmap src, int y, Neighbours[] columns, int[] to) {
    int at = 0;
    for (Neighbours both : columns) {
      for (int c = 0; c < src.channels(); c++) {
        int left = src.sample(both.first(), y, c);
        int right = src.sample(both.second(), y, c);
        to[at++] = left * both.near() + right * both.far();
      }
    }
  }
}
