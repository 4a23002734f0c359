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
 * GoogLeNet: modules that look at a map through windows of several sizes at once.
 *
 * <p>Source: Szegedy et al., Going deeper with convolutions, CVPR 2015, table 1. As in torchvision,
 * whose layer names these are: batch normalisation instead of local response normalisation, and in
 * the column "5 x 5" kernels of 3 x 3. The auxiliary heads and dropout, which only serve training,
 * are left out.
 */
public final class GoogLeNet {
  private static final Brick BRICK = new Brick(".conv", ".bn", 1e-3f, Activation.relu());
  private static final Window2d POINT = Window2d.of(1);
  private static final Window2d CONV3 = Window2d.of(3).pad(1);
  private static final Window2d POOL = Window2d.of(3).stride(2);

  /** A line of table 1: channels behind each window, and what the larger ones are reduced to. */
  private record Module(
      String name, int one, int reduce3, int three, int reduce5, int five, int pooled) {

    Flow layers(Flow x, ZooOptions options) {
      Flow small = conv(x, ".branch1", one, POINT, options);
      Flow medium = conv(x, ".branch2.0", reduce3, POINT, options);
      Flow large = conv(x, ".branch3.0", reduce5, POINT, options);
      Flow peaks = x.maxPoolCeil(CONV3);
      return small.concat(
          conv(medium, ".branch2.1", three, CONV3, options),
          conv(large, ".branch3.1", five, CONV3, options),
          conv(peaks, ".branch4.1", pooled, POINT, options));
    }

    private Flow conv(Flow x, String branch, int channels, Window2d window, ZooOptions options) {
      return BRICK.conv(x, name + branch, options.channels(channels), window);
    }
  }

  private static final List<Module> STAGE3 =
      List.of(
          new Module("inception3a", 64, 96, 128, 16, 32, 32),
          new Module("inception3b", 128, 128, 192, 32, 96, 64));
  private static final List<Module> STAGE4 =
      List.of(
          new Module("inception4a", 192, 96, 208, 16, 48, 64),
          new Module("inception4b", 160, 112, 224, 24, 64, 64),
          new Module("inception4c", 128, 128, 256, 24, 64, 64),
          new Module("inception4d", 112, 144, 288, 32, 64, 64),
          new Module("inception4e", 256, 160, 320, 32, 128, 128));
  private static final List<Module> STAGE5 =
      List.of(
          new Module("inception5a", 256, 160, 320, 32, 128, 128),
          new Module("inception5b", 384, 192, 384, 48, 128, 128));

  private GoogLeNet() {}

  /** Returns GoogLeNet. */
  public static List<Architecture> all() {
    return List.of(
        new Architecture(
            "googlenet",
            "GoogLeNet",
            Task.CLASSIFICATION,
            "Szegedy et al., Going deeper with convolutions",
            2014,
            3,
            Size2d.square(224),
            1000,
            new Published(6_624_904, "torchvision, GoogLeNet weights, num_params"),
            (picture, options) -> List.of(layers(picture, options))));
  }

  private static Flow layers(Flow picture, ZooOptions options) {
    int narrow = options.channels(64);
    Flow x = BRICK.conv(picture, "conv1", narrow, Window2d.of(7).stride(2).pad(3));
    x = BRICK.conv(x.maxPoolCeil(POOL), "conv2", narrow, POINT);
    x = BRICK.conv(x, "conv3", options.channels(192), CONV3);
    x = modules(x.maxPoolCeil(POOL), STAGE3, options);
    x = modules(x.maxPoolCeil(POOL), STAGE4, options);
    x = modules(x.maxPoolCeil(Window2d.of(2).stride(2)), STAGE5, options);
    return x.globalAveragePool().flatten().dense("fc", options.classes());
  }

  private static Flow modules(Flow map, List<Module> modules, ZooOptions options) {
    Flow x = map;
    for (Module module : modules) {
      x = module.layers(x, options);
    }
    return x;
  }
}
