package dev.fovea.models.zoo.classification;

import dev.fovea.models.zoo.ZooOptions;

/**
 * Numbers of channels that are multiples of eight: the nearest one, at least 8, and the next one up
 * where rounding down would take away more than a tenth.
 *
 * <p>Source: the authors' MobileNet V2, function {@code _make_divisible}; used by MobileNet V2, V3
 * and EfficientNet.
 */
final class Eights {
  private static final int STEP = 8;

  private Eights() {}

  /** Returns the channels of a layer that has this many at width 1. */
  static int channels(ZooOptions options, int published) {
    return nearest(published * options.width());
  }

  static int nearest(double wanted) {
    int rounded = Math.max(STEP, (int) (wanted + STEP / 2.0) / STEP * STEP);
    return rounded < 0.9 * wanted ? rounded + STEP : rounded;
  }
}
