package dev.fovea.models.zoo.classification;

import dev.fovea.models.net.Flow;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Architecture.Published;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.models.zoo.ZooOptions;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import java.util.ArrayList;
import java.util.List;

/**
 * VGG: nothing but 3 x 3 convolutions and 2 x 2 max pooling, then three fully connected layers.
 *
 * <p>Source: Simonyan and Zisserman, Very deep convolutional networks for large-scale image
 * recognition, ICLR 2015, table 1, columns A, B, D and E; layer names and the variants with batch
 * normalisation as torchvision's.
 */
public final class Vgg {
  private static final String PAPER =
      "Simonyan and Zisserman, Very deep convolutional networks for large-scale image recognition";
  private static final String SOURCE = "torchvision, VGG weights, num_params";
  private static final List<Integer> BLOCK_CHANNELS = List.of(64, 128, 256, 512, 512);
  private static final Window2d CONV3 = Window2d.of(3).pad(1);
  private static final Window2d HALVE = Window2d.of(2).stride(2);

  private Vgg() {}

  /** Returns VGG-11, -13, -16 and -19, without and with batch normalisation. */
  public static List<Architecture> all() {
    List<Architecture> all = new ArrayList<>();
    all.add(architecture(11, false, 132_863_336, 1, 1, 2, 2, 2));
    all.add(architecture(13, false, 133_047_848, 2, 2, 2, 2, 2));
    all.add(architecture(16, false, 138_357_544, 2, 2, 3, 3, 3));
    all.add(architecture(19, false, 143_667_240, 2, 2, 4, 4, 4));
    all.add(architecture(11, true, 132_868_840, 1, 1, 2, 2, 2));
    all.add(architecture(13, true, 133_053_736, 2, 2, 2, 2, 2));
    all.add(architecture(16, true, 138_365_992, 2, 2, 3, 3, 3));
    all.add(architecture(19, true, 143_678_248, 2, 2, 4, 4, 4));
    return List.copyOf(all);
  }

  private static Architecture architecture(
      int depth, boolean batchNorm, long parameters, Integer... convolutions) {
    Trunk trunk = Trunk.of(batchNorm, List.of(convolutions));
    return new Architecture(
        "vgg" + depth + (batchNorm ? "_bn" : ""),
        "VGG-" + depth + (batchNorm ? " with batch normalisation" : ""),
        Task.CLASSIFICATION,
        PAPER,
        2014,
        3,
        Size2d.square(224),
        1000,
        new Published(parameters, SOURCE),
        (picture, options) ->
            List.of(classifier(trunk.blocks(1, BLOCK_CHANNELS.size(), picture, options), options)));
  }

  /**
   * The convolutions of a VGG, for other networks to stand on: blocks 1 to 5.
   *
   * @param batchNorm whether each convolution is followed by batch normalisation
   * @param convolutions how many in each block
   * @param margin zeros around the picture: 1 keeps its size
   * @param rounding what becomes of the last row and column where a map of odd size is halved
   */
  public record Trunk(
      boolean batchNorm, List<Integer> convolutions, int margin, Window2d.Rounding rounding) {
    /** The five blocks of VGG-16. */
    public static final Trunk VGG16 = of(false, List.of(2, 2, 3, 3, 3));

    /** Creates a trunk. */
    public Trunk {
      convolutions = List.copyOf(convolutions);
    }

    /** Returns a trunk whose convolutions keep the size of what they read. */
    static Trunk of(boolean batchNorm, List<Integer> convolutions) {
      return new Trunk(batchNorm, convolutions, 1, Window2d.Rounding.FLOOR);
    }

    /** Returns this trunk with more zeros around the picture, halving upwards. */
    public Trunk padded(int changed) {
      return new Trunk(batchNorm, convolutions, changed, Window2d.Rounding.CEIL);
    }

    /** Adds blocks, each with the pooling behind it; returns what the last one makes. */
    public Flow blocks(int first, int last, Flow map, ZooOptions options) {
      Flow x = map;
      for (int block = first; block <= last; block++) {
        x = block(block, x, options).apply("maxpool", MaxPool2d.of(HALVE).rounding(rounding));
      }
      return x;
    }

    /** Adds the convolutions of one block, without the pooling behind it. */
    public Flow block(int number, Flow map, ZooOptions options) {
      int channels = options.channels(BLOCK_CHANNELS.get(number - 1));
      int index = firstIndex(number);
      Flow x = map;
      for (int i = 0; i < convolutions.get(number - 1); i++) {
        Window2d window = index == 0 ? CONV3.pad(margin) : CONV3;
        x = x.conv("features." + index++, channels, window);
        if (batchNorm) {
          x = x.batchNorm("features." + index++);
        }
        x = x.relu();
        index++;
      }
      return x;
    }

    /** torchvision counts every layer, those without weights too. */
    private int firstIndex(int number) {
      int index = 0;
      for (int block = 1; block < number; block++) {
        index += convolutions.get(block - 1) * (batchNorm ? 3 : 2) + 1;
      }
      return index;
    }
  }

  private static Flow classifier(Flow map, ZooOptions options) {
    int hidden = options.channels(4096);
    return map.adaptiveAveragePool(7, 7)
        .flatten()
        .dense("classifier.0", hidden)
        .relu()
        .dense("classifier.3", hidden)
        .relu()
        .dense("classifier.6", options.classes());
  }
}
