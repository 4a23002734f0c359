package dev.fovea.models.zoo.segmentation;

import dev.fovea.models.net.Flow;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Window2d;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;

/**
 * Bilinear interpolation written as a transposed convolution of each channel by itself: kernel 2f,
 * stride f for a factor f, and weights
 *
 * <pre>w[y, x] = (1 - |y - c| / f) (1 - |x - c| / f),   c = f - 1/2</pre>
 *
 * Outside the map lie zeros, so that the outermost f rows and columns of the result fade. Source:
 * Long, Shelhamer and Darrell (2015), section 4.2; surgery.py of the authors, whose weights [C, C,
 * 2f, 2f] are zero beside the diagonal that is kept here.
 */
final class BilinearUpsampling {
  private BilinearUpsampling() {}

  /** Adds the layer; its weights are fixed. */
  static Flow add(Flow map, String called, int factor) {
    int channels = map.channels();
    Window2d window = Window2d.of(2 * factor).stride(factor);
    ConvTranspose2d op =
        ConvTranspose2d.of(channels, channels, window).groups(channels).bias(false);
    return map.fixed(called, op, () -> weights(channels, factor));
  }

  private static Tensor weights(int channels, int factor) {
    int side = 2 * factor;
    float[] values = new float[channels * side * side];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (tent(i / side % side, factor) * tent(i % side, factor));
    }
    return Tensor.of(Shape.of(channels, 1, side, side), values);
  }

  private static double tent(int tap, int factor) {
    return 1 - Math.abs(tap - (factor - 0.5)) / factor;
  }
}
