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
 * ShuffleNet V2: half of the channels pass a block untouched, then both halves are shuffled.
 *
 * <p>Source: Ma, Zhang, Zheng and Sun, ShuffleNet V2: practical guidelines for efficient CNN
 * architecture design, ECCV 2018, table 5 and figure 3; layer names as torchvision's. A width of
 * 0.5 halves every layer, which is not the paper's 0.5 x: that has 24 and 1024 channels at both
 * ends.
 */
public final class ShuffleNetV2 {
  private static final Window2d POINT = Window2d.of(1);
  private static final Window2d FILTER = Window2d.of(3).pad(1);

  /** Half of a stage's channels, and how many blocks it has. */
  private record Stage(int half, int blocks) {}

  private static final List<Stage> STAGES =
      List.of(new Stage(58, 4), new Stage(116, 8), new Stage(232, 4));

  private ShuffleNetV2() {}

  /** Returns ShuffleNet V2 x1.0. */
  public static List<Architecture> all() {
    return List.of(
        new Architecture(
            "shufflenet_v2_x1_0",
            "ShuffleNet V2 x1.0",
            Task.CLASSIFICATION,
            "Ma, Zhang, Zheng and Sun, ShuffleNet V2: practical guidelines for efficient CNN"
                + " architecture design",
            2018,
            3,
            Size2d.square(224),
            1000,
            new Published(2_278_604, "torchvision, ShuffleNet V2 weights, num_params"),
            (picture, options) -> List.of(layers(picture, options))));
  }

  private static Flow layers(Flow picture, ZooOptions options) {
    Flow x =
        picture
            .bareConv("conv1.0", options.channels(24), FILTER.stride(2))
            .batchNorm("conv1.1")
            .relu()
            .maxPool(FILTER.stride(2));
    for (int stage = 0; stage < STAGES.size(); stage++) {
      String at = "stage" + (stage + 2) + ".";
      int half = options.channels(STAGES.get(stage).half());
      x = halving(x, at + 0, half);
      for (int block = 1; block < STAGES.get(stage).blocks(); block++) {
        x = keeping(x, at + block, half);
      }
    }
    return pointwise(x, "conv5.", 0, options.channels(1024))
        .globalAveragePool()
        .flatten()
        .dense("fc", options.classes());
  }

  private static Flow keeping(Flow x, String at, int half) {
    List<Flow> halves = x.chunk(2);
    Flow changed = branch(halves.get(1), at + ".branch2.", half, 1);
    return halves.get(0).concat(changed).channelShuffle(2);
  }

  private static Flow halving(Flow x, String at, int half) {
    Flow shortcut = pointwise(filter(x, at + ".branch1.", 0, 2), at + ".branch1.", 2, half);
    return shortcut.concat(branch(x, at + ".branch2.", half, 2)).channelShuffle(2);
  }

  private static Flow branch(Flow x, String at, int half, int stride) {
    Flow filtered = filter(pointwise(x, at, 0, half), at, 3, stride);
    return pointwise(filtered, at, 5, half);
  }

  private static Flow pointwise(Flow x, String at, int index, int channels) {
    return x.bareConv(at + index, channels, POINT).batchNorm(at + (index + 1)).relu();
  }

  private static Flow filter(Flow x, String at, int index, int stride) {
    return x.depthwise(at + index, FILTER.stride(stride)).batchNorm(at + (index + 1));
  }
}
