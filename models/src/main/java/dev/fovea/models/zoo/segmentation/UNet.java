package dev.fovea.models.zoo.segmentation;

import dev.fovea.models.net.Flow;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Architecture.Published;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.models.zoo.ZooOptions;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * U-Net: a contracting path of convolutions and pooling, and an expanding path that doubles the map
 * again and puts the map of the same depth beside it.
 *
 * <p>Source: Ronneberger, Fischer and Brox, U-Net: convolutional networks for biomedical image
 * segmentation, MICCAI 2015, figure 1. {@code unet} is that figure: convolutions without padding,
 * the maps put beside cropped in the middle, 572 x 572 grey values in, 388 x 388 scores out; what
 * it scores begins 92 pixels inside the picture. {@code unet_padded} has the same layers with
 * padding, as most implementations: scores for every pixel, for sizes that 16 divides.
 */
public final class UNet {
  private static final String PAPER =
      "Ronneberger, Fischer and Brox, U-Net: convolutional networks for biomedical image"
          + " segmentation";
  private static final String SOURCE =
      "Chlebus, Looking under the hood of TensorFlow models (gchlebus.github.io, 2018), of the"
          + " paper's figure 1: one channel in, two classes";
  private static final int DEPTH = 4;
  private static final int CHANNELS = 64;
  private static final Window2d HALVE = Window2d.of(2).stride(2);

  private UNet() {}

  /** Returns U-Net as in the paper and with padding. */
  public static List<Architecture> all() {
    return List.of(
        architecture("unet", "U-Net", 572, Window2d.of(3)),
        architecture("unet_padded", "U-Net, padded", 512, Window2d.of(3).pad(1)));
  }

  private static Architecture architecture(String name, String title, int size, Window2d window) {
    return new Architecture(
        name,
        title,
        Task.SEGMENTATION,
        PAPER,
        2015,
        1,
        Size2d.square(size),
        2,
        new Published(31_030_658, SOURCE),
        (picture, options) -> List.of(layers(picture, options, window)));
  }

  private static Flow layers(Flow picture, ZooOptions options, Window2d window) {
    Deque<Flow> beside = new ArrayDeque<>();
    Flow x = picture;
    for (int depth = 0; depth < DEPTH; depth++) {
      beside.push(twice(x, "down" + depth, options.channels(CHANNELS << depth), window));
      x = halved(beside.element());
    }
    x = twice(x, "bottom", options.channels(CHANNELS << DEPTH), window);
    for (int depth = DEPTH - 1; depth >= 0; depth--) {
      int channels = options.channels(CHANNELS << depth);
      Flow up = x.weighted("up" + depth + ".up", ConvTranspose2d.of(x.channels(), channels, HALVE));
      x = twice(middle(beside.pop(), up.size()).concat(up), "up" + depth, channels, window);
    }
    return x.conv("score", options.classes(), Window2d.of(1));
  }

  private static Flow twice(Flow x, String at, int channels, Window2d window) {
    return x.conv(at + ".conv1", channels, window)
        .relu()
        .conv(at + ".conv2", channels, window)
        .relu();
  }

  /** A row left over would shift the two paths against each other by half a pixel. */
  private static Flow halved(Flow map) {
    Size2d size = map.size();
    if (size.h() % 2 != 0 || size.w() % 2 != 0) {
      String problem =
          "input is "
              + size
              + "; expected even sizes; choose pictures of 16 k + 12 pixels, of 16 k with padding";
      throw new OperatorException("MaxPool2d", map.name() + "/maxpool", problem, null);
    }
    return map.maxPool(HALVE);
  }

  private static Flow middle(Flow map, Size2d size) {
    return map.size().equals(size)
        ? map
        : map.crop((map.size().h() - size.h()) / 2, (map.size().w() - size.w()) / 2, size);
  }
}
