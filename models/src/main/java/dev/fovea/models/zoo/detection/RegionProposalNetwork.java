package dev.fovea.models.zoo.detection;

import dev.fovea.models.net.Flow;
import dev.fovea.models.vision.Anchors;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Architecture.Published;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.models.zoo.ZooOptions;
import dev.fovea.models.zoo.classification.ResNet;
import dev.fovea.models.zoo.classification.Vgg;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import java.util.List;

/**
 * The region proposal network of Faster R-CNN: a small network slides over a map of every 16th
 * pixel and says for k anchors at each place whether there is an object, and how to move the
 * anchor.
 *
 * <p>A run returns scores [N, 2k, H, W], before softmax: k of the background, then k of an object;
 * and deltas [N, 4k, H, W]: x, y, width, height of the first anchor, and so on. {@link
 * dev.fovea.models.vision.Proposals} makes boxes of them.
 *
 * <p>Source: Ren, He, Girshick and Sun, Faster R-CNN, NIPS 2015, section 3.1; the names and the
 * order of channels as the authors' py-faster-rcnn. On VGG-16 it reads conv5_3; on ResNet-50 the
 * end of the third stage, as He et al., CVPR 2016, appendix A. Names of the trunks as torchvision's
 * vgg16 and resnet50.
 */
public final class RegionProposalNetwork {
  private static final String PAPER =
      "Ren, He, Girshick and Sun, Faster R-CNN: towards real-time object detection with region"
          + " proposal networks";
  private static final int HIDDEN = 512;
  private static final int ANCHORS = Anchors.FASTER_RCNN.count();
  private static final ResNet.Trunk CONV4 = new ResNet.Trunk(true, List.of(3, 4, 6), 0);

  private RegionProposalNetwork() {}

  /** Returns the network on VGG-16 and on ResNet-50. */
  public static List<Architecture> all() {
    return List.of(
        architecture(
            "rpn_vgg16",
            "Faster R-CNN's RPN, VGG-16",
            new Published(
                14_714_688 + 2_387_510,
                "Keras, VGG16 without top, 14,714,688; head as in the paper, 3 x 3 x 512 x 512 +"
                    + " 512 x 6 x 9, and 566 biases"),
            RegionProposalNetwork::conv5),
        architecture(
            "rpn_resnet50",
            "Faster R-CNN's RPN, ResNet-50",
            new Published(
                25_557_032 - 14_964_736 - 2_049_000 + 4_746_806,
                "torchvision, ResNet-50, 25,557,032, less layer4 and fc; head as in the paper on"
                    + " 1024 channels"),
            (picture, options) -> CONV4.layers("", picture, options)));
  }

  /** The layers that a detector behind this network shares. */
  @FunctionalInterface
  private interface Trunk {
    Flow layers(Flow picture, ZooOptions options);
  }

  private static Architecture architecture(
      String name, String title, Published published, Trunk trunk) {
    return new Architecture(
        name,
        title,
        Task.DETECTION,
        PAPER,
        2015,
        3,
        new Size2d(600, 800),
        2,
        published,
        (picture, options) -> head(trunk.layers(picture, options), options));
  }

  private static Flow conv5(Flow picture, ZooOptions options) {
    Vgg.Trunk trunk = Vgg.Trunk.VGG16;
    return trunk.block(5, trunk.blocks(1, 4, picture, options), options);
  }

  private static List<Flow> head(Flow map, ZooOptions options) {
    Flow hidden = map.conv("rpn_conv", options.channels(HIDDEN), Window2d.of(3).pad(1)).relu();
    return List.of(
        hidden.conv("rpn_cls_score", options.classes() * ANCHORS, Window2d.of(1)),
        hidden.conv("rpn_bbox_pred", 4 * ANCHORS, Window2d.of(1)));
  }
}
