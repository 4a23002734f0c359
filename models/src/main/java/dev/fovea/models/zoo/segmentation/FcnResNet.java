package dev.fovea.models.zoo.segmentation;

import dev.fovea.models.net.Flow;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Architecture.Published;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.models.zoo.ZooOptions;
import dev.fovea.models.zoo.classification.ResNet;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import java.util.List;

/**
 * FCN on ResNet-50: the last two stages widen their kernels instead of halving the map, two
 * convolutions score every eighth pixel, and bilinear interpolation does the rest.
 *
 * <p>Source: torchvision's fcn_resnet50 without its auxiliary head, which is there for training;
 * names as its state dictionary. It follows Long, Shelhamer and Darrell, CVPR 2015.
 */
public final class FcnResNet {
  private static final ResNet.Trunk RESNET50 = new ResNet.Trunk(true, List.of(3, 4, 6, 3), 2);

  private FcnResNet() {}

  /** Returns FCN-ResNet-50. */
  public static List<Architecture> all() {
    return List.of(
        new Architecture(
            "fcn_resnet50",
            "FCN-ResNet-50",
            Task.SEGMENTATION,
            "Long, Shelhamer and Darrell, Fully convolutional networks for semantic segmentation",
            2015,
            3,
            Size2d.square(520),
            21,
            new Published(
                32_957_013,
                "torchvision, FCN_ResNet50 weights, num_params 35,322,218, less 2,365,205 of the"
                    + " auxiliary head"),
            (picture, options) -> List.of(layers(picture, options))));
  }

  private static Flow layers(Flow picture, ZooOptions options) {
    Flow map = RESNET50.layers("backbone.", picture, options);
    return map.bareConv("classifier.0", map.channels() / 4, Window2d.of(3).pad(1))
        .batchNorm("classifier.1")
        .relu()
        .conv("classifier.4", options.classes(), Window2d.of(1))
        .resize(picture.size());
  }
}
