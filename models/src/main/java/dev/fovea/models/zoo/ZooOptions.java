package dev.fovea.models.zoo;

import dev.fovea.models.net.Initialiser;
import dev.fovea.op.Size2d;

/**
 * What can be chosen when a network of the zoo is built.
 *
 * @param input height and width of the pictures it reads
 * @param classes how many classes it tells apart
 * @param width what the number of channels of every layer is multiplied with, 1 as published
 * @param initialiser makes the weights
 */
public record ZooOptions(Size2d input, int classes, double width, Initialiser initialiser) {
  /** Creates the options; throws IllegalArgumentException where nothing could be built. */
  public ZooOptions {
    require(input.h() >= 1 && input.w() >= 1, "input is " + input + "; expected at least 1x1");
    require(classes >= 1, "classes is " + classes + "; expected at least 1");
    require(width > 0 && width <= 16, "width is " + width + "; expected above 0, and at most 16");
  }

  private static void require(boolean ok, String problem) {
    if (!ok) {
      throw new IllegalArgumentException("ZooOptions: " + problem);
    }
  }

  /** Returns these options for pictures of another size. */
  public ZooOptions input(int height, int changedWidth) {
    return new ZooOptions(new Size2d(height, changedWidth), classes, width, initialiser);
  }

  /** Returns these options for another number of classes. */
  public ZooOptions classes(int changed) {
    return new ZooOptions(input, changed, width, initialiser);
  }

  /** Returns these options with another width of the layers. */
  public ZooOptions width(double changed) {
    return new ZooOptions(input, classes, changed, initialiser);
  }

  /** Returns these options with other weights. */
  public ZooOptions initialiser(Initialiser changed) {
    return new ZooOptions(input, classes, width, changed);
  }

  /** Returns the channels of a layer that has this many at width 1: rounded, 1 at the least. */
  public int channels(int published) {
    return (int) Math.max(1, Math.round(published * width));
  }
}
