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
 * LeNet-5: convolution, averaging, convolution, averaging, and a small perceptron.
 *
 * <p>Source: LeCun, Bottou, Bengio and Haffner, Gradient-based learning applied to document
 * recognition, Proceedings of the IEEE 1998, section II.B. The variant that is taught today: C3 is
 * connected to all maps of S2 (there: to some), S2 and S4 average without coefficients, the
 * squashing function is a plain tanh and stands behind the convolutions, the output layer is dense
 * (there: distances to fixed pictures of the digits). It cannot read less than 32 x 32.
 */
public final class LeNet {
  private static final Window2d CONV5 = Window2d.of(5);
  private static final Window2d HALVE = Window2d.of(2).stride(2);
  private static final Activation SQUASH = Activation.tanh();

  private LeNet() {}

  /** Returns LeNet-5. */
  public static List<Architecture> all() {
    return List.of(
        new Architecture(
            "lenet5",
            "LeNet-5",
            Task.CLASSIFICATION,
            "LeCun, Bottou, Bengio and Haffner, Gradient-based learning applied to document"
                + " recognition",
            1998,
            1,
            Size2d.square(32),
            10,
            new Published(
                61_706,
                "the paper's C1 156, C5 48,120 and F6 10,164, with C3 full 2,416, output dense 850"),
            (picture, options) -> List.of(layers(picture, options))));
  }

  private static Flow layers(Flow picture, ZooOptions options) {
    return picture
        .conv("c1", options.channels(6), CONV5)
        .activate(SQUASH)
        .averagePool(HALVE)
        .conv("c3", options.channels(16), CONV5)
        .activate(SQUASH)
        .averagePool(HALVE)
        .conv("c5", options.channels(120), CONV5)
        .activate(SQUASH)
        .flatten()
        .dense("f6", options.channels(84))
        .activate(SQUASH)
        .dense("output", options.classes());
  }
}
