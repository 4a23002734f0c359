package dev.fovea.models.zoo;

import dev.fovea.models.net.Flow;
import dev.fovea.models.net.Initialiser;
import dev.fovea.models.net.Net;
import dev.fovea.models.vision.Preprocessing;
import dev.fovea.models.vision.Resampling;
import dev.fovea.models.vision.Step;
import dev.fovea.op.Size2d;
import dev.fovea.runtime.graph.Graph;
import java.util.List;

/**
 * A published network: its layers, not its weights.
 *
 * @param name as torchvision calls it, if it does: {@code resnet50}
 * @param title as its paper calls it: {@code ResNet-50}
 * @param task what it makes of a picture
 * @param paper authors, title, where
 * @param year when it was published
 * @param channels of the pictures it reads
 * @param input height and width of these pictures
 * @param classes how many it tells apart
 * @param published the number of learned values at these sizes, and who says so
 * @param definition its layers
 */
public record Architecture(
    String name,
    String title,
    Task task,
    String paper,
    int year,
    int channels,
    Size2d input,
    int classes,
    Published published,
    Definition definition) {

  private static final long SEED = 1;
  private static final int BORDER = 114;

  /** What a network makes of a picture. */
  public enum Task {
    /** Scores [N, classes], before softmax. */
    CLASSIFICATION,
    /** Scores [N, classes, H, W] for every pixel, before softmax. */
    SEGMENTATION,
    /** Boxes. */
    DETECTION
  }

  /**
   * A published number of parameters.
   *
   * @param parameters learned values, running statistics excluded
   * @param source where the number stands
   */
  public record Published(long parameters, String source) {}

  /**
   * What a network costs.
   *
   * @param parameters learned values
   * @param multiplyAdds for one picture
   */
  public record Cost(long parameters, long multiplyAdds) {}

  /** Writes a network down. */
  @FunctionalInterface
  public interface Definition {
    /**
     * Adds the layers.
     *
     * @param picture [N, channels, height, width], as the options say
     * @param options what was chosen
     * @return what a run returns
     */
    List<Flow> layers(Flow picture, ZooOptions options);
  }

  /** Returns the options under which the network is as published, with weights after He et al. */
  public ZooOptions options() {
    return new ZooOptions(input, classes, 1, Initialiser.he(SEED));
  }

  /** Builds the network as published, untrained; the caller closes it. */
  public Graph build() {
    return build(options());
  }

  /**
   * Builds the network, untrained; the caller closes it.
   *
   * @throws dev.fovea.op.OperatorException if a layer does not fit, above all because pictures are
   *     too small
   */
  public Graph build(ZooOptions options) {
    try (Net net = new Net(name, options.initialiser())) {
      return net.build(layers(net, options).toArray(Flow[]::new));
    }
  }

  /**
   * Builds the network without making weights, for {@code Session.explain} and the like; the caller
   * closes it. Weights are inputs, see {@link Net#sketch}.
   *
   * @throws dev.fovea.op.OperatorException as {@link #build(ZooOptions)}
   */
  public Graph sketch(ZooOptions options) {
    try (Net net = Net.sketch(name)) {
      return net.build(layers(net, options).toArray(Flow[]::new));
    }
  }

  /** Counts without making weights. */
  public Cost cost(ZooOptions options) {
    try (Net net = Net.sketch(name)) {
      layers(net, options);
      return new Cost(net.parameterCount(), net.multiplyAdds());
    }
  }

  /**
   * Returns how pictures are prepared, as torchvision does it: red, green and blue with the mean
   * and standard deviation of ImageNet, or grey values from 0 to 1.
   *
   * <p>To be classified, a picture is scaled until its shorter side is 8/7 of the longer side of
   * the input (256 for 224, 342 for 299), and the middle is taken. To be segmented or searched, it
   * is fitted in whole; the border is about the mean of ImageNet.
   *
   * @param options their input size counts
   */
  public Preprocessing preprocessing(ZooOptions options) {
    int height = options.input().h();
    int width = options.input().w();
    Preprocessing colours =
        channels == 1 ? Preprocessing.grey(height, width) : Preprocessing.imageNet(height, width);
    if (task != Task.CLASSIFICATION) {
      return colours.steps(new Step.Letterbox(height, width, BORDER, Resampling.PILLOW_BILINEAR));
    }
    int shorter = Math.round(Math.max(height, width) * 8 / 7f);
    return colours.steps(
        new Step.ResizeShorter(shorter, Resampling.PILLOW_BILINEAR),
        new Step.CentreCrop(height, width));
  }

  private List<Flow> layers(Net net, ZooOptions options) {
    Flow picture = net.image(channels, options.input().h(), options.input().w());
    return definition.layers(picture, options);
  }
}
