package dev.fovea.models.zoo;

import dev.fovea.models.zoo.classification.AlexNet;
import dev.fovea.models.zoo.classification.DenseNet;
import dev.fovea.models.zoo.classification.EfficientNet;
import dev.fovea.models.zoo.classification.GoogLeNet;
import dev.fovea.models.zoo.classification.InceptionV3;
import dev.fovea.models.zoo.classification.LeNet;
import dev.fovea.models.zoo.classification.MobileNetV1;
import dev.fovea.models.zoo.classification.MobileNetV2;
import dev.fovea.models.zoo.classification.MobileNetV3;
import dev.fovea.models.zoo.classification.NetworkInNetwork;
import dev.fovea.models.zoo.classification.ResNet;
import dev.fovea.models.zoo.classification.ShuffleNetV2;
import dev.fovea.models.zoo.classification.SqueezeNet;
import dev.fovea.models.zoo.classification.Vgg;
import dev.fovea.models.zoo.classification.Xception;
import dev.fovea.models.zoo.detection.RegionProposalNetwork;
import dev.fovea.models.zoo.segmentation.Fcn;
import dev.fovea.models.zoo.segmentation.FcnResNet;
import dev.fovea.models.zoo.segmentation.UNet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The published networks that can be built by name. */
public final class Zoo {
  private static final List<Architecture> ALL =
      Stream.of(
              LeNet.all(),
              AlexNet.all(),
              Vgg.all(),
              NetworkInNetwork.all(),
              GoogLeNet.all(),
              InceptionV3.all(),
              ResNet.all(),
              Xception.all(),
              DenseNet.all(),
              SqueezeNet.all(),
              MobileNetV1.all(),
              MobileNetV2.all(),
              MobileNetV3.all(),
              ShuffleNetV2.all(),
              EfficientNet.all(),
              Fcn.all(),
              FcnResNet.all(),
              UNet.all(),
              RegionProposalNetwork.all())
          .flatMap(List::stream)
          .toList();

  private Zoo() {}

  /** Returns every network, in the order in which a course meets them. */
  public static List<Architecture> all() {
    return ALL;
  }

  /**
   * Returns the network of that name.
   *
   * @throws IllegalArgumentException if there is none; the message lists them
   */
  public static Architecture get(String name) {
    return ALL.stream()
        .filter(architecture -> architecture.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Zoo: has no network "
                        + name
                        + "; expected one of "
                        + ALL.stream().map(Architecture::name).collect(Collectors.joining(", "))));
  }
}
