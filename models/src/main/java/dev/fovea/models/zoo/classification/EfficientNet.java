package dev.fovea.models.zoo.classification;

import dev.fovea.models.net.Flow;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Architecture.Published;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.models.zoo.ZooOptions;
import dev.fovea.op.Activation;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import java.util.List;

/**
 * EfficientNet: inverted residuals with gates, scaled in width, depth and input size together.
 *
 * <p>Source: Tan and Le, EfficientNet: rethinking model scaling for convolutional neural networks,
 * ICML 2019, table 1; layer names as torchvision's. Dropout and stochastic depth are left out.
 */
public final class EfficientNet {
  private static final Activation SILU = Activation.silu();
  private static final Brick BRICK = Brick.numbered(Flow.EPSILON, SILU);

  /** A line of table 1: MBConv's expansion and kernel, channels, layers; and the first's stride. */
  private record Stage(int expansion, int kernel, int stride, int channels, int layers) {

    Flow layers(Flow x, String at, ZooOptions options) {
      int out = Eights.channels(options, channels);
      Flow y = x;
      for (int i = 0; i < layers; i++) {
        int in = y.channels();
        // The squeezing counts from what the block reads, not from what it widens it to.
        SqueezeExcitation gate =
            new SqueezeExcitation(Math.max(1, in / 4), SILU, Activation.sigmoid());
        y =
            new InvertedResidual(
                    BRICK, kernel, i == 0 ? stride : 1, Eights.nearest(in * expansion), out, gate)
                .layers(y, at + "." + i);
      }
      return y;
    }
  }

  private static final List<Stage> B0 =
      List.of(
          new Stage(1, 3, 1, 16, 1),
          new Stage(6, 3, 2, 24, 2),
          new Stage(6, 5, 2, 40, 2),
          new Stage(6, 3, 2, 80, 3),
          new Stage(6, 5, 1, 112, 3),
          new Stage(6, 5, 2, 192, 4),
          new Stage(6, 3, 1, 320, 1));

  private EfficientNet() {}

  /** Returns EfficientNet-B0. */
  public static List<Architecture> all() {
    return List.of(
        new Architecture(
            "efficientnet_b0",
            "EfficientNet-B0",
            Task.CLASSIFICATION,
            "Tan and Le, EfficientNet: rethinking model scaling for convolutional neural networks",
            2019,
            3,
            Size2d.square(224),
            1000,
            new Published(5_288_548, "torchvision, EfficientNet weights, num_params"),
            (picture, options) -> List.of(layers(picture, options))));
  }

  private static Flow layers(Flow picture, ZooOptions options) {
    Window2d halve = Window2d.of(3).stride(2).pad(1);
    Flow x = BRICK.conv(picture, "features.0", Eights.channels(options, 32), halve);
    int index = 1;
    for (Stage stage : B0) {
      x = stage.layers(x, "features." + index++, options);
    }
    return BRICK
        .conv(x, "features." + index, 4 * x.channels(), Window2d.of(1))
        .globalAveragePool()
        .flatten()
        .dense("classifier.1", options.classes());
  }
}
