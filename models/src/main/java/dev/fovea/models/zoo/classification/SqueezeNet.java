package dev.fovea.models.zoo.classification;

import dev.fovea.models.net.Flow;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Architecture.Published;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.models.zoo.ZooOptions;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import java.util.List;
import java.util.Set;

/**
 * SqueezeNet: fire modules squeeze a map to few channels and expand it by 1 x 1 and 3 x 3.
 *
 * <p>Source: Iandola et al., SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and
 * &lt;0.5MB model size, 2016, table 1; version 1.1 as the authors published it later; layer names
 * as torchvision's. Dropout is left out.
 */
public final class SqueezeNet {
  private static final Window2d POINT = Window2d.of(1);
  private static final Window2d POOL = Window2d.of(3).stride(2);
  private static final List<Fire> FIRES =
      List.of(
          new Fire(16, 64),
          new Fire(16, 64),
          new Fire(32, 128),
          new Fire(32, 128),
          new Fire(48, 192),
          new Fire(48, 192),
          new Fire(64, 256),
          new Fire(64, 256));

  private SqueezeNet() {}

  /** Returns SqueezeNet 1.0 and 1.1. */
  public static List<Architecture> all() {
    return List.of(
        new Version("1.0", 96, Window2d.of(7).stride(2), Set.of(3, 7)).architecture(1_248_424),
        new Version("1.1", 64, Window2d.of(3).stride(2), Set.of(2, 4)).architecture(1_235_496));
  }

  /** Channels behind the squeezing, and behind each half of the expanding convolutions. */
  private record Fire(int squeezed, int expanded) {
    Flow layers(Flow x, String at, ZooOptions options) {
      int half = options.channels(expanded);
      Flow few = x.conv(at + ".squeeze", options.channels(squeezed), POINT).relu();
      return few.conv(at + ".expand1x1", half, POINT)
          .relu()
          .concat(few.conv(at + ".expand3x3", half, Window2d.of(3).pad(1)).relu());
    }
  }

  /** What the versions differ in: the first convolution, and behind which fires maps are halved. */
  private record Version(String number, int channels, Window2d first, Set<Integer> halved) {

    Architecture architecture(long parameters) {
      return new Architecture(
          "squeezenet" + number.replace('.', '_'),
          "SqueezeNet " + number,
          Task.CLASSIFICATION,
          "Iandola et al., SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB"
              + " model size",
          2016,
          3,
          Size2d.square(224),
          1000,
          new Published(parameters, "torchvision, SqueezeNet weights, num_params"),
          (picture, options) -> List.of(layers(picture, options)));
    }

    private Flow layers(Flow picture, ZooOptions options) {
      Flow x = picture.conv("features.0", options.channels(channels), first).relu();
      x = x.maxPoolCeil(POOL);
      int index = 3;
      for (int i = 0; i < FIRES.size(); i++) {
        x = FIRES.get(i).layers(x, "features." + index++, options);
        if (halved.contains(i + 1)) {
          x = x.maxPoolCeil(POOL);
          index++;
        }
      }
      return x.conv("classifier.1", options.classes(), POINT).relu().globalAveragePool().flatten();
    }
  }
}
