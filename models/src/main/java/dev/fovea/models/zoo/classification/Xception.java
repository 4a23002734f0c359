package dev.fovea.models.zoo.classification;

import dev.fovea.models.net.Flow;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Architecture.Published;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.models.zoo.ZooOptions;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import java.util.List;

/**
 * Xception: Inception carried to its end, where every channel is filtered by itself before channels
 * are mixed; with residual sums.
 *
 * <p>Source: Chollet, Xception: deep learning with depthwise separable convolutions, CVPR 2017,
 * figure 5; padding and what is added to the variance (1e-3) as in the author's code (Keras), whose
 * layer names these are. Dropout is left out.
 */
public final class Xception {
  private static final float EPSILON = 1e-3f;
  private static final int MIDDLE_BLOCKS = 8;
  private static final Window2d POINT = Window2d.of(1);
  private static final Window2d FILTER = Window2d.of(3).pad(1);
  private static final Window2d HALVE = Window2d.of(3).stride(2).pad(Padding.Same.UPPER);

  private Xception() {}

  /** Returns Xception. */
  public static List<Architecture> all() {
    return List.of(
        new Architecture(
            "xception",
            "Xception",
            Task.CLASSIFICATION,
            "Chollet, Xception: deep learning with depthwise separable convolutions",
            2016,
            3,
            Size2d.square(299),
            1000,
            new Published(22_855_952, "the paper's table 3"),
            (picture, options) -> List.of(layers(picture, options))));
  }

  private static Flow layers(Flow picture, ZooOptions options) {
    Flow x =
        picture
            .bareConv("block1_conv1", options.channels(32), Window2d.of(3).stride(2))
            .batchNorm("block1_conv1_bn", EPSILON)
            .relu()
            .bareConv("block1_conv2", options.channels(64), Window2d.of(3))
            .batchNorm("block1_conv2_bn", EPSILON)
            .relu();
    int middle = options.channels(728);
    int block = 2;
    for (int channels : List.of(128, 256, 728)) {
      int wide = options.channels(channels);
      x = halved(x, "block" + block++, wide, wide);
    }
    for (int i = 0; i < MIDDLE_BLOCKS; i++) {
      x = kept(x, "block" + block++);
    }
    x = halved(x, "block" + block++, middle, options.channels(1024));
    String last = "block" + block;
    x = separable(x, last + "_sepconv1", options.channels(1536)).relu();
    x = separable(x, last + "_sepconv2", options.channels(2048)).relu();
    return x.globalAveragePool().flatten().dense("predictions", options.classes());
  }

  /** The first block of this kind reads what a ReLU made, where another changes nothing. */
  private static Flow halved(Flow x, String at, int inner, int out) {
    Flow shortcut =
        x.bareConv(at + "_shortcut", out, POINT.stride(2)).batchNorm(at + "_shortcut_bn", EPSILON);
    Flow y = at.equals("block2") ? x : x.relu();
    y = separable(y, at + "_sepconv1", inner).relu();
    return separable(y, at + "_sepconv2", out).maxPool(HALVE).add(shortcut);
  }

  private static Flow kept(Flow x, String at) {
    Flow y = x;
    for (int i = 1; i <= 3; i++) {
      y = separable(y.relu(), at + "_sepconv" + i, x.channels());
    }
    return y.add(x);
  }

  private static Flow separable(Flow x, String at, int channels) {
    return x.depthwise(at + ".depthwise", FILTER)
        .bareConv(at + ".pointwise", channels, POINT)
        .batchNorm(at + "_bn", EPSILON);
  }
}
