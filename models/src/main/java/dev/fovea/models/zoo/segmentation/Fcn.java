package dev.fovea.models.zoo.segmentation;

import dev.fovea.models.net.Flow;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Architecture.Published;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.models.zoo.ZooOptions;
import dev.fovea.models.zoo.classification.Vgg;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import java.util.List;

/**
 * FCN: VGG-16 whose fully connected layers have become convolutions, so that it scores a map of
 * places, and transposed convolutions that bring the scores back to the size of the picture;
 * FCN-16s and FCN-8s add scores of finer maps on the way.
 *
 * <p>Source: Long, Shelhamer and Darrell, Fully convolutional networks for semantic segmentation,
 * CVPR 2015; layers, padding and cropping as in the authors' voc-fcn32s, voc-fcn16s and voc-fcn8s.
 * Names of the trunk as torchvision's vgg16, of the rest as the authors'.
 *
 * <p>The picture is surrounded by 100 zeros so that any size comes through fc6. Cropping undoes
 * that: the margins are those that put each score over the pixel its receptive field is centred on.
 */
public final class Fcn {
  private static final String PAPER =
      "Long, Shelhamer and Darrell, Fully convolutional networks for semantic segmentation";
  private static final String SOURCE =
      "layer by layer from the authors' net.py, the fixed bilinear kernels left out;"
          + " 134 M in the paper's table 1";
  private static final Vgg.Trunk VGG16 = Vgg.Trunk.VGG16.padded(100);

  private Fcn() {}

  /** Returns FCN-32s, -16s and -8s. */
  public static List<Architecture> all() {
    return List.of(
        architecture(32, 134_346_581), architecture(16, 134_357_354), architecture(8, 134_362_751));
  }

  private static Architecture architecture(int stride, long parameters) {
    return new Architecture(
        "fcn" + stride + "s",
        "FCN-" + stride + "s",
        Task.SEGMENTATION,
        PAPER,
        2015,
        3,
        Size2d.square(500),
        21,
        new Published(parameters, SOURCE),
        (picture, options) -> List.of(layers(picture, options, stride)));
  }

  private static Flow layers(Flow picture, ZooOptions options, int stride) {
    int classes = options.classes();
    Flow pool3 = VGG16.blocks(1, 3, picture, options);
    Flow pool4 = VGG16.blocks(4, 4, pool3, options);
    Flow pool5 = VGG16.blocks(5, 5, pool4, options);
    Flow score =
        pool5
            .conv("fc6", options.channels(4096), Window2d.of(7))
            .relu()
            .conv("fc7", options.channels(4096), Window2d.of(1))
            .relu()
            .conv("score_fr", classes, Window2d.of(1));
    if (stride == 32) {
      return BilinearUpsampling.add(score, "upscore", 32).crop(19, 19, picture.size());
    }
    Flow finer = pool4.conv("score_pool4", classes, Window2d.of(1));
    Flow fused = fuse(BilinearUpsampling.add(score, "upscore2", 2), finer, 5);
    if (stride == 16) {
      return BilinearUpsampling.add(fused, "upscore16", 16).crop(27, 27, picture.size());
    }
    Flow finest = pool3.conv("score_pool3", classes, Window2d.of(1));
    fused = fuse(BilinearUpsampling.add(fused, "upscore_pool4", 2), finest, 9);
    return BilinearUpsampling.add(fused, "upscore8", 8).crop(31, 31, picture.size());
  }

  private static Flow fuse(Flow coarse, Flow fine, int margin) {
    return coarse.add(fine.crop(margin, margin, coarse.size()));
  }
}
