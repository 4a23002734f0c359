package dev.fovea.models.zoo.classification;

import dev.fovea.models.net.Flow;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Architecture.Published;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.models.zoo.ZooOptions;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import java.util.List;

/**
 * AlexNet, as it won in 2012 and as torchvision has it.
 *
 * <p>{@code alexnet_2012}: Krizhevsky, Sutskever and Hinton, ImageNet classification with deep
 * convolutional neural networks, NIPS 2012, sections 3.3 to 3.5: two halves that only meet in the
 * third convolution and the dense layers, and local response normalisation. It reads 227 x 227,
 * with which the paper's first map of 55 x 55 comes out; layer names as Caffe's.
 *
 * <p>{@code alexnet}: Krizhevsky, One weird trick for parallelizing convolutional neural networks,
 * 2014: one column, without normalisation; layer names as torchvision's.
 *
 * <p>Dropout is left out.
 */
public final class AlexNet {
  private static final Window2d POOL = Window2d.of(3).stride(2);
  private static final Window2d CONV5 = Window2d.of(5).pad(2);
  private static final Window2d CONV3 = Window2d.of(3).pad(1);

  private AlexNet() {}

  /** Returns AlexNet of 2012 and of 2014. */
  public static List<Architecture> all() {
    return List.of(
        new Architecture(
            "alexnet_2012",
            "AlexNet (two halves)",
            Task.CLASSIFICATION,
            "Krizhevsky, Sutskever and Hinton, ImageNet classification with deep convolutional"
                + " neural networks",
            2012,
            3,
            Size2d.square(227),
            1000,
            new Published(60_965_224, "HPE Deep Learning Cookbook, table of models, AlexNet"),
            (picture, options) -> List.of(twoHalves(picture, options))),
        new Architecture(
            "alexnet",
            "AlexNet (one column)",
            Task.CLASSIFICATION,
            "Krizhevsky, One weird trick for parallelizing convolutional neural networks",
            2014,
            3,
            Size2d.square(224),
            1000,
            new Published(61_100_840, "torchvision, AlexNet weights, num_params"),
            (picture, options) -> List.of(oneColumn(picture, options))));
  }

  private static Flow twoHalves(Flow picture, ZooOptions options) {
    int half96 = options.channels(48);
    int half256 = options.channels(128);
    int half384 = options.channels(192);
    int hidden = options.channels(4096);
    Flow x = picture.conv("conv1", 2 * half96, Window2d.of(11).stride(4)).relu();
    x = halves(normalised(x).maxPool(POOL), "conv2", half256, CONV5);
    x = normalised(x).maxPool(POOL).conv("conv3", 2 * half384, CONV3).relu();
    x = halves(x, "conv4", half384, CONV3);
    x = halves(x, "conv5", half256, CONV3);
    return x.maxPool(POOL)
        .flatten()
        .dense("fc6", hidden)
        .relu()
        .dense("fc7", hidden)
        .relu()
        .dense("fc8", options.classes());
  }

  private static Flow halves(Flow x, String called, int half, Window2d window) {
    return x.weighted(called, Conv2d.of(x.channels(), 2 * half, window).groups(2)).relu();
  }

  /** The paper's alpha 1e-4 multiplies a sum over 5 channels, the operator's a mean. */
  private static Flow normalised(Flow x) {
    return x.localResponseNorm(5, 5 * 1e-4f, 0.75f, 2);
  }

  private static Flow oneColumn(Flow picture, ZooOptions options) {
    int hidden = options.channels(4096);
    return picture
        .conv("features.0", options.channels(64), Window2d.of(11).stride(4).pad(2))
        .relu()
        .maxPool(POOL)
        .conv("features.3", options.channels(192), CONV5)
        .relu()
        .maxPool(POOL)
        .conv("features.6", options.channels(384), CONV3)
        .relu()
        .conv("features.8", options.channels(256), CONV3)
        .relu()
        .conv("features.10", options.channels(256), CONV3)
        .relu()
        .maxPool(POOL)
        .adaptiveAveragePool(6, 6)
        .flatten()
        .dense("classifier.1", hidden)
        .relu()
        .dense("classifier.4", hidden)
        .relu()
        .dense("classifier.6", options.classes());
  }
}
