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
 * MobileNet V2: narrow maps between blocks, wide ones inside; no activation where it is narrow.
 *
 * <p>Source: Sandler, Howard, Zhu, Zhmoginov and Chen, MobileNetV2: inverted residuals and linear
 * bottlenecks, CVPR 2018, table 2; a width below 1 leaves the last convolution as it is (section
 * 4.1). Layer names as torchvision's. Dropout is left out.
 */
public final class MobileNetV2 {
  private static final Brick BRICK = Brick.numbered(Flow.EPSILON, Activation.clip(0, 6));
  private static final Window2d POINT = Window2d.of(1);
  private static final Window2d FILTER = Window2d.of(3).pad(1);

  /** The paper's t, c, n and s: times wider, channels, repeats, stride of the first. */
  private record Row(int expansion, int channels, int repeats, int stride) {}

  private static final List<Row> TABLE =
      List.of(
          new Row(1, 16, 1, 1),
          new Row(6, 24, 2, 2),
          new Row(6, 32, 3, 2),
          new Row(6, 64, 4, 2),
          new Row(6, 96, 3, 1),
          new Row(6, 160, 3, 2),
          new Row(6, 320, 1, 1));

  private MobileNetV2() {}

  /** Returns MobileNet V2. */
  public static List<Architecture> all() {
    return List.of(
        new Architecture(
            "mobilenet_v2",
            "MobileNet V2",
            Task.CLASSIFICATION,
            "Sandler, Howard, Zhu, Zhmoginov and Chen, MobileNetV2: inverted residuals and linear"
                + " bottlenecks",
            2018,
            3,
            Size2d.square(224),
            1000,
            new Published(3_504_872, "torchvision, MobileNet V2 weights, num_params"),
            (picture, options) -> List.of(layers(picture, options))));
  }

  private static Flow layers(Flow picture, ZooOptions options) {
    Flow x = BRICK.conv(picture, "features.0", Eights.channels(options, 32), FILTER.stride(2));
    int index = 1;
    for (Row row : TABLE) {
      int channels = Eights.channels(options, row.channels());
      for (int i = 0; i < row.repeats(); i++) {
        int stride = i == 0 ? row.stride() : 1;
        x = block(x, "features." + index++ + ".conv.", row.expansion(), channels, stride);
      }
    }
    int last = Eights.nearest(1280 * Math.max(1, options.width()));
    return BRICK
        .conv(x, "features." + index, last, POINT)
        .globalAveragePool()
        .flatten()
        .dense("classifier.1", options.classes());
  }

  private static Flow block(Flow x, String at, int expansion, int channels, int stride) {
    int index = 0;
    Flow y = x;
    if (expansion > 1) {
      y = BRICK.conv(y, at + index++, expansion * x.channels(), POINT);
    }
    y = BRICK.depthwise(y, at + index++, FILTER.stride(stride));
    y = y.bareConv(at + index++, channels, POINT).batchNorm(at + index);
    return stride == 1 && x.channels() == channels ? y.add(x) : y;
  }
}
