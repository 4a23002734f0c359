package dev.fovea.models.zoo.classification;

import dev.fovea.models.net.Flow;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Architecture.Published;
import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.models.zoo.ZooOptions;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import java.util.List;

/**
 * ResNet: blocks whose input is added to their output.
 *
 * <p>Source: He, Zhang, Ren and Sun, Deep residual learning for image recognition, CVPR 2016, table
 * 1; layer names, and the stride in the 3 x 3 convolution of a bottleneck (v1.5), as torchvision's.
 */
public final class ResNet {
  private static final String PAPER =
      "He, Zhang, Ren and Sun, Deep residual learning for image recognition";
  private static final String SOURCE = "torchvision, ResNet weights, num_params";

  private ResNet() {}

  /** Returns ResNet-18, -34, -50, -101 and -152. */
  public static List<Architecture> all() {
    return List.of(
        architecture(18, 11_689_512, false, 2, 2, 2, 2),
        architecture(34, 21_797_672, false, 3, 4, 6, 3),
        architecture(50, 25_557_032, true, 3, 4, 6, 3),
        architecture(101, 44_549_160, true, 3, 4, 23, 3),
        architecture(152, 60_192_808, true, 3, 8, 36, 3));
  }

  private static Architecture architecture(
      int depth, long parameters, boolean bottlenecks, Integer... blocks) {
    Trunk trunk = new Trunk(bottlenecks, List.of(blocks), 0);
    return new Architecture(
        "resnet" + depth,
        "ResNet-" + depth,
        Task.CLASSIFICATION,
        PAPER,
        2015,
        3,
        Size2d.square(224),
        1000,
        new Published(parameters, SOURCE),
        (picture, options) ->
            List.of(
                trunk
                    .layers("", picture, options)
                    .globalAveragePool()
                    .flatten()
                    .dense("fc", options.classes())));
  }

  /**
   * A ResNet up to its last map, for other networks to stand on.
   *
   * @param bottlenecks whether blocks are 1 x 1, 3 x 3, 1 x 1 instead of two 3 x 3
   * @param blocks how many in each stage; four as published, fewer to end earlier
   * @param dilatedStages how many of the last stages widen their kernels instead of halving the map
   */
  public record Trunk(boolean bottlenecks, List<Integer> blocks, int dilatedStages) {
    private static final int EXPANSION = 4;

    /** Creates a trunk. */
    public Trunk {
      blocks = List.copyOf(blocks);
    }

    /**
     * Adds the layers.
     *
     * @param prefix before every name, for example {@code backbone.}
     */
    public Flow layers(String prefix, Flow picture, ZooOptions options) {
      Flow x =
          picture
              .bareConv(prefix + "conv1", options.channels(64), Window2d.of(7).stride(2).pad(3))
              .batchNorm(prefix + "bn1")
              .relu()
              .maxPool(Window2d.of(3).stride(2).pad(1));
      int dilation = 1;
      for (int stage = 0; stage < blocks.size(); stage++) {
        int channels = options.channels(64 << stage);
        boolean dilated = stage >= blocks.size() - dilatedStages;
        int stride = stage == 0 || dilated ? 1 : 2;
        for (int block = 0; block < blocks.get(stage); block++) {
          String at = prefix + "layer" + (stage + 1) + "." + block;
          Window2d window = Window2d.of(3).stride(block == 0 ? stride : 1);
          x = block(x, at, channels, window.dilation(dilation).pad(dilation));
          if (dilated && block == 0) {
            dilation *= 2;
          }
        }
      }
      return x;
    }

    private Flow block(Flow x, String at, int channels, Window2d window) {
      int out = bottlenecks ? EXPANSION * channels : channels;
      Flow shortcut = x;
      if (window.strides().h() > 1 || x.channels() != out) {
        shortcut =
            x.bareConv(at + ".downsample.0", out, Window2d.of(1).strides(window.strides()))
                .batchNorm(at + ".downsample.1");
      }
      Flow branch = bottlenecks ? bottleneck(x, at, channels, window) : basic(x, at, out, window);
      return branch.add(shortcut).relu();
    }

    private static Flow basic(Flow x, String at, int channels, Window2d window) {
      return x.bareConv(at + ".conv1", channels, window)
          .batchNorm(at + ".bn1")
          .relu()
          .bareConv(at + ".conv2", channels, Window2d.of(3).pad(1))
          .batchNorm(at + ".bn2");
    }

    private static Flow bottleneck(Flow x, String at, int channels, Window2d window) {
      return x.bareConv(at + ".conv1", channels, Window2d.of(1))
          .batchNorm(at + ".bn1")
          .relu()
          .bareConv(at + ".conv2", channels, window)
          .batchNorm(at + ".bn2")
          .relu()
          .bareConv(at + ".conv3", EXPANSION * channels, Window2d.of(1))
          .batchNorm(at + ".bn3");
    }
  }
}
