package dev.fovea.models.zoo.classification;

import dev.fovea.models.net.Flow;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Architecture.Published;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.models.zoo.ZooOptions;
import dev.fovea.op.AveragePool2d;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import java.util.List;

/**
 * NiN: behind each convolution two of 1 x 1, which is a perceptron at every position; the last
 * makes a map for each class, whose mean is its score.
 *
 * <p>Source: Lin, Chen and Yan, Network in network, ICLR 2014, figure 2 and equation 2; sizes of
 * the layers for CIFAR-10 and their names from the authors' definition. Dropout is left out.
 */
public final class NetworkInNetwork {
  private static final Window2d POINT = Window2d.of(1);
  private static final Window2d CONV5 = Window2d.of(5).pad(2);
  private static final Window2d CONV3 = Window2d.of(3).pad(1);
  private static final Window2d POOL = Window2d.of(3).stride(2);

  private NetworkInNetwork() {}

  /** Returns NiN for CIFAR-10. */
  public static List<Architecture> all() {
    return List.of(
        new Architecture(
            "nin_cifar10",
            "NiN (CIFAR-10)",
            Task.CLASSIFICATION,
            "Lin, Chen and Yan, Network in network",
            2013,
            3,
            Size2d.square(32),
            10,
            new Published(966_986, "osmr/imgclsmob, table for CIFAR-10, NIN"),
            (picture, options) -> List.of(layers(picture, options))));
  }

  private static Flow layers(Flow picture, ZooOptions options) {
    int wide = options.channels(192);
    AveragePool2d halve = AveragePool2d.of(POOL).rounding(Window2d.Rounding.CEIL);
    Flow x = picture.conv("conv1", wide, CONV5).relu();
    x = perceptron(x, 1, options.channels(160), options.channels(96)).maxPoolCeil(POOL);
    x = x.conv("conv2", wide, CONV5).relu();
    x = perceptron(x, 3, wide, wide).apply("avgpool", halve);
    x = x.conv("conv3", wide, CONV3).relu();
    return perceptron(x, 5, wide, options.classes()).globalAveragePool().flatten();
  }

  private static Flow perceptron(Flow x, int first, int hidden, int out) {
    return x.conv("cccp" + first, hidden, POINT)
        .relu()
        .conv("cccp" + (first + 1), out, POINT)
        .relu();
  }
}
