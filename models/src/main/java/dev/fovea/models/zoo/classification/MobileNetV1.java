package dev.fovea.models.zoo.classification;

import dev.fovea.models.net.Flow;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Architecture.Published;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.models.zoo.ZooOptions;
import dev.fovea.op.Activation;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import java.util.List;

/**
 * MobileNet: a convolution is taken apart into one of each channel by itself and one of 1 x 1.
 *
 * <p>Source: Howard et al., MobileNets: efficient convolutional neural networks for mobile vision
 * applications, 2017, table 1; its last depthwise stride, there 2, is 1, or the map would not stay
 * 7 x 7. Where the paper says nothing, as its authors' code (TensorFlow, slim): ReLU up to 6,
 * "same" padding, 1e-3 added to the variance. Dropout is left out.
 */
public final class MobileNetV1 {
  private static final Brick BRICK = new Brick("", "_bn", 1e-3f, Activation.clip(0, 6));
  private static final Window2d FILTER = Window2d.of(3).pad(Padding.Same.UPPER);

  /** The stride of a filter, and the channels of the convolution behind it. */
  private record Row(int stride, int channels) {}

  private static final List<Row> TABLE =
      List.of(
          new Row(1, 64),
          new Row(2, 128),
          new Row(1, 128),
          new Row(2, 256),
          new Row(1, 256),
          new Row(2, 512),
          new Row(1, 512),
          new Row(1, 512),
          new Row(1, 512),
          new Row(1, 512),
          new Row(1, 512),
          new Row(2, 1024),
          new Row(1, 1024));

  private MobileNetV1() {}

  /** Returns MobileNet V1. */
  public static List<Architecture> all() {
    return List.of(
        new Architecture(
            "mobilenet_v1",
            "MobileNet V1",
            Task.CLASSIFICATION,
            "Howard et al., MobileNets: efficient convolutional neural networks for mobile vision"
                + " applications",
            2017,
            3,
            Size2d.square(224),
            1000,
            new Published(
                4_231_976, "osmr/imgclsmob, MobileNet x1.0; the paper's table 8: 4.2 million"),
            (picture, options) -> List.of(layers(picture, options))));
  }

  private static Flow layers(Flow picture, ZooOptions options) {
    Flow x = BRICK.conv(picture, "conv1", options.channels(32), FILTER.stride(2));
    for (int i = 0; i < TABLE.size(); i++) {
      Row row = TABLE.get(i);
      x = BRICK.depthwise(x, "conv_dw_" + (i + 1), FILTER.stride(row.stride()));
      x = BRICK.conv(x, "conv_pw_" + (i + 1), options.channels(row.channels()), Window2d.of(1));
    }
    return x.globalAveragePool().flatten().dense("fc", options.classes());
  }
}
