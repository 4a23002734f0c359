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
 * MobileNet V3: inverted residuals with gates and cheap activations, sizes found by search.
 *
 * <p>Source: Howard et al., Searching for MobileNetV3, ICCV 2019, tables 1 (large) and 2 (small);
 * layer names as torchvision's. Dropout is left out.
 */
public final class MobileNetV3 {
  private static final float EPSILON = 1e-3f;
  private static final Activation HS = Activation.hardSwish();
  private static final Activation RE = Activation.relu();
  private static final Activation GATE = Activation.hardSigmoid(1f / 6, 0.5f);
  private static final boolean SE = true;
  private static final boolean NO = false;
  private static final int WIDENING = 6;

  /** The columns of the tables: kernel, exp size, #out, SE, NL, s. */
  private record Row(
      int kernel, int expanded, int out, boolean gated, Activation activation, int stride) {

    InvertedResidual block(ZooOptions options) {
      int wide = Eights.channels(options, expanded);
      SqueezeExcitation gate =
          gated ? new SqueezeExcitation(Eights.nearest(Math.floorDiv(wide, 4)), RE, GATE) : null;
      Brick brick = Brick.numbered(EPSILON, activation);
      return new InvertedResidual(brick, kernel, stride, wide, Eights.channels(options, out), gate);
    }
  }

  private static final List<Row> LARGE =
      List.of(
          new Row(3, 16, 16, NO, RE, 1),
          new Row(3, 64, 24, NO, RE, 2),
          new Row(3, 72, 24, NO, RE, 1),
          new Row(5, 72, 40, SE, RE, 2),
          new Row(5, 120, 40, SE, RE, 1),
          new Row(5, 120, 40, SE, RE, 1),
          new Row(3, 240, 80, NO, HS, 2),
          new Row(3, 200, 80, NO, HS, 1),
          new Row(3, 184, 80, NO, HS, 1),
          new Row(3, 184, 80, NO, HS, 1),
          new Row(3, 480, 112, SE, HS, 1),
          new Row(3, 672, 112, SE, HS, 1),
          new Row(5, 672, 160, SE, HS, 2),
          new Row(5, 960, 160, SE, HS, 1),
          new Row(5, 960, 160, SE, HS, 1));

  private static final List<Row> SMALL =
      List.of(
          new Row(3, 16, 16, SE, RE, 2),
          new Row(3, 72, 24, NO, RE, 2),
          new Row(3, 88, 24, NO, RE, 1),
          new Row(5, 96, 40, SE, HS, 2),
          new Row(5, 240, 40, SE, HS, 1),
          new Row(5, 240, 40, SE, HS, 1),
          new Row(5, 120, 48, SE, HS, 1),
          new Row(5, 144, 48, SE, HS, 1),
          new Row(5, 288, 96, SE, HS, 2),
          new Row(5, 576, 96, SE, HS, 1),
          new Row(5, 576, 96, SE, HS, 1));

  private MobileNetV3() {}

  /** Returns the large and the small MobileNet V3. */
  public static List<Architecture> all() {
    return List.of(
        architecture("large", LARGE, 1280, 5_483_032),
        architecture("small", SMALL, 1024, 2_542_856));
  }

  private static Architecture architecture(
      String size, List<Row> table, int hidden, long parameters) {
    return new Architecture(
        "mobilenet_v3_" + size,
        "MobileNet V3 " + size,
        Task.CLASSIFICATION,
        "Howard et al., Searching for MobileNetV3",
        2019,
        3,
        Size2d.square(224),
        1000,
        new Published(parameters, "torchvision, MobileNet V3 weights, num_params"),
        (picture, options) -> List.of(layers(picture, table, hidden, options)));
  }

  private static Flow layers(Flow picture, List<Row> table, int hidden, ZooOptions options) {
    Brick brick = Brick.numbered(EPSILON, HS);
    Window2d halve = Window2d.of(3).stride(2).pad(1);
    Flow x = brick.conv(picture, "features.0", Eights.channels(options, 16), halve);
    int index = 1;
    for (Row row : table) {
      x = row.block(options).layers(x, "features." + index++);
    }
    return brick
        .conv(x, "features." + index, WIDENING * x.channels(), Window2d.of(1))
        .globalAveragePool()
        .flatten()
        .dense("classifier.0", Eights.channels(options, hidden))
        .activate(HS)
        .dense("classifier.3", options.classes());
  }
}
