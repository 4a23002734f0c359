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
 * Inception v3: modules whose large windows are taken apart, 5 x 5 into two of 3 x 3, 7 x 7 into 1
 * x 7 and 7 x 1.
 *
 * <p>Source: Szegedy, Vanhoucke, Ioffe, Shlens and Wojna, Rethinking the Inception architecture for
 * computer vision, CVPR 2016, table 1 and figures 5 to 7 and 10; channels and layer names as
 * torchvision's. The auxiliary head and dropout, which only serve training, are left out.
 */
public final class InceptionV3 {
  private static final Brick BRICK = new Brick(".conv", ".bn", 1e-3f, Activation.relu());
  private static final Window2d POOL = Window2d.of(3).stride(2);

  private InceptionV3() {}

  /** Returns Inception v3. */
  public static List<Architecture> all() {
    return List.of(
        new Architecture(
            "inception_v3",
            "Inception v3",
            Task.CLASSIFICATION,
            "Szegedy et al., Rethinking the Inception architecture for computer vision",
            2015,
            3,
            Size2d.square(299),
            1000,
            new Published(
                23_834_568,
                "osmr/imgclsmob, InceptionV3; torchvision's 27,161,264 less the auxiliary head"),
            (picture, options) -> List.of(layers(picture, options))));
  }

  private static Flow layers(Flow picture, ZooOptions options) {
    Module stem = new Module("", options);
    Flow x = stem.halve(picture, "Conv2d_1a_3x3", 32);
    x = BRICK.conv(x, "Conv2d_2a_3x3", options.channels(32), Window2d.of(3));
    x = stem.conv(x, "Conv2d_2b_3x3", 64, 3, 3).maxPool(POOL);
    x = stem.conv(x, "Conv2d_3b_1x1", 80, 1, 1);
    x = BRICK.conv(x, "Conv2d_4a_3x3", options.channels(192), Window2d.of(3)).maxPool(POOL);
    x = new Module("Mixed_5b.", options).figure5(x, 32);
    x = new Module("Mixed_5c.", options).figure5(x, 64);
    x = new Module("Mixed_5d.", options).figure5(x, 64);
    x = new Module("Mixed_6a.", options).figure10(x);
    x = new Module("Mixed_6b.", options).figure6(x, 128);
    x = new Module("Mixed_6c.", options).figure6(x, 160);
    x = new Module("Mixed_6d.", options).figure6(x, 160);
    x = new Module("Mixed_6e.", options).figure6(x, 192);
    x = new Module("Mixed_7a.", options).halved7(x);
    x = new Module("Mixed_7b.", options).figure7(x);
    x = new Module("Mixed_7c.", options).figure7(x);
    return x.globalAveragePool().flatten().dense("fc", options.classes());
  }

  /** The modules, named after the figures of the paper that show them. */
  private record Module(String at, ZooOptions options) {

    /** Keeps the size of the map. */
    Flow conv(Flow x, String name, int channels, int height, int width) {
      Padding pad = Padding.of(height / 2, width / 2, height / 2, width / 2);
      Window2d window = Window2d.of(new Size2d(height, width)).pad(pad);
      return BRICK.conv(x, at + name, options.channels(channels), window);
    }

    Flow halve(Flow x, String name, int channels) {
      return BRICK.conv(x, at + name, options.channels(channels), POOL);
    }

    Flow pooled(Flow x, int channels) {
      return conv(x.averagePool(Window2d.of(3).pad(1)), "branch_pool", channels, 1, 1);
    }

    Flow figure5(Flow x, int channels) {
      Flow one = conv(x, "branch1x1", 64, 1, 1);
      Flow five = conv(conv(x, "branch5x5_1", 48, 1, 1), "branch5x5_2", 64, 5, 5);
      Flow three = conv(x, "branch3x3dbl_1", 64, 1, 1);
      three = conv(three, "branch3x3dbl_2", 96, 3, 3);
      three = conv(three, "branch3x3dbl_3", 96, 3, 3);
      return one.concat(five, three, pooled(x, channels));
    }

    Flow figure6(Flow x, int narrow) {
      Flow one = conv(x, "branch1x1", 192, 1, 1);
      Flow seven = conv(x, "branch7x7_1", narrow, 1, 1);
      seven = conv(seven, "branch7x7_2", narrow, 1, 7);
      seven = conv(seven, "branch7x7_3", 192, 7, 1);
      Flow twice = conv(x, "branch7x7dbl_1", narrow, 1, 1);
      twice = conv(twice, "branch7x7dbl_2", narrow, 7, 1);
      twice = conv(twice, "branch7x7dbl_3", narrow, 1, 7);
      twice = conv(twice, "branch7x7dbl_4", narrow, 7, 1);
      twice = conv(twice, "branch7x7dbl_5", 192, 1, 7);
      return one.concat(seven, twice, pooled(x, 192));
    }

    Flow figure7(Flow x) {
      Flow one = conv(x, "branch1x1", 320, 1, 1);
      Flow three = conv(x, "branch3x3_1", 384, 1, 1);
      three = conv(three, "branch3x3_2a", 384, 1, 3).concat(conv(three, "branch3x3_2b", 384, 3, 1));
      Flow twice = conv(conv(x, "branch3x3dbl_1", 448, 1, 1), "branch3x3dbl_2", 384, 3, 3);
      twice =
          conv(twice, "branch3x3dbl_3a", 384, 1, 3)
              .concat(conv(twice, "branch3x3dbl_3b", 384, 3, 1));
      return one.concat(three, twice, pooled(x, 192));
    }

    Flow figure10(Flow x) {
      Flow three = halve(x, "branch3x3", 384);
      Flow twice = conv(conv(x, "branch3x3dbl_1", 64, 1, 1), "branch3x3dbl_2", 96, 3, 3);
      return three.concat(halve(twice, "branch3x3dbl_3", 96), x.maxPool(POOL));
    }

    /** As figure 10, with a 7 x 7 taken apart. */
    Flow halved7(Flow x) {
      Flow three = halve(conv(x, "branch3x3_1", 192, 1, 1), "branch3x3_2", 320);
      Flow seven = conv(x, "branch7x7x3_1", 192, 1, 1);
      seven = conv(seven, "branch7x7x3_2", 192, 1, 7);
      seven = conv(seven, "branch7x7x3_3", 192, 7, 1);
      return three.concat(halve(seven, "branch7x7x3_4", 192), x.maxPool(POOL));
    }
  }
}
