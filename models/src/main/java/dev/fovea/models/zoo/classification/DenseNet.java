package dev.fovea.models.zoo.classification;

import dev.fovea.models.net.Flow;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Architecture.Published;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.models.zoo.ZooOptions;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import java.util.List;

/**
 * DenseNet: every layer of a block reads what all layers before it made.
 *
 * <p>Source: Huang, Liu, van der Maaten and Weinberger, Densely connected convolutional networks,
 * CVPR 2017, table 1 (DenseNet-BC); layer names as torchvision's.
 */
public final class DenseNet {
  private static final List<Integer> BLOCKS_121 = List.of(6, 12, 24, 16);
  private static final int GROWTH = 32;
  private static final int BOTTLENECK = 4;
  private static final Window2d POINT = Window2d.of(1);

  private DenseNet() {}

  /** Returns DenseNet-121. */
  public static List<Architecture> all() {
    return List.of(
        new Architecture(
            "densenet121",
            "DenseNet-121",
            Task.CLASSIFICATION,
            "Huang, Liu, van der Maaten and Weinberger, Densely connected convolutional networks",
            2016,
            3,
            Size2d.square(224),
            1000,
            new Published(7_978_856, "torchvision, DenseNet weights, num_params"),
            (picture, options) -> List.of(layers(picture, options))));
  }

  private static Flow layers(Flow picture, ZooOptions options) {
    Flow x =
        picture
            .bareConv("features.conv0", options.channels(64), Window2d.of(7).stride(2).pad(3))
            .batchNorm("features.norm0")
            .relu()
            .maxPool(Window2d.of(3).stride(2).pad(1));
    for (int block = 1; block <= BLOCKS_121.size(); block++) {
      if (block > 1) {
        x = transition(x, "features.transition" + (block - 1));
      }
      for (int layer = 1; layer <= BLOCKS_121.get(block - 1); layer++) {
        String at = "features.denseblock" + block + ".denselayer" + layer;
        x = x.concat(layer(x, at, options.channels(GROWTH)));
      }
    }
    return x.batchNorm("features.norm5")
        .relu()
        .globalAveragePool()
        .flatten()
        .dense("classifier", options.classes());
  }

  private static Flow layer(Flow x, String at, int growth) {
    return x.batchNorm(at + ".norm1")
        .relu()
        .bareConv(at + ".conv1", BOTTLENECK * growth, POINT)
        .batchNorm(at + ".norm2")
        .relu()
        .bareConv(at + ".conv2", growth, Window2d.of(3).pad(1));
  }

  private static Flow transition(Flow x, String at) {
    return x.batchNorm(at + ".norm")
        .relu()
        .bareConv(at + ".conv", x.channels() / 2, POINT)
        .averagePool(Window2d.of(2).stride(2));
  }
}
