package dev.fovea.models.transform;

import dev.fovea.op.ReceptiveField;
import dev.fovea.op.Size2d;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;

/**
 * A classifier as a fully convolutional network: its fully connected layers become convolutions, so
 * that it takes pictures of any size and answers with a map of scores.
 *
 * <p>The first fully connected layer, which reads a map [C, h, w], becomes a convolution with a
 * kernel of h x w; those behind it become 1 x 1 (VGG-16's fc6: 7x7x512x4096, then 1x1x4096x4096).
 * Weights are reshaped, not copied. A global pooling at the head becomes pooling with a window of
 * the size the map had. Activations stay, softmax goes along the channels.
 *
 * <p><b>What a position of the map is.</b> Let T be the layers before the first fully connected
 * one, with a stride of s pixels in total, and F the rest, so that the classifier is F(T(x)) for
 * pictures x of crop size. For a larger picture X
 *
 * <pre>
 * heat[i, j] = F(T(X)[i .. i + h - 1, j .. j + w - 1])                     (1) always
 *            = F(T(x)), x = X[i s .. i s + H - 1, j s .. j s + W - 1]      (2) if T does not pad
 * </pre>
 *
 * in exact arithmetic; in floats the order of sums may differ. So every position is the classifier
 * applied to the window of <em>features</em> below it, and for a picture of crop size it is the
 * classifier's result. It is the classifier applied to the <em>crop</em> exactly where no layer of
 * T reads padding ({@link #isExactOnCrops}): a padded layer sees zeros around a crop, and in the
 * larger picture what really lies there. Features whose receptive field ends inside the crop are
 * equal even then. In VGG-16 these are 1 of the 49 windows (a field of 212 pixels in a crop of
 * 224), so that its heat map resembles the classifier on crops, but does not equal it. Squeeze and
 * excitation averages over the whole picture, so that (2) does not hold behind it either.
 *
 * <p>Source: Sermanet et al., OverFeat (2014), section 3.5; Long, Shelhamer and Darrell, Fully
 * convolutional networks for semantic segmentation (2015), section 3.1.
 *
 * @param graph the network; its input has symbolic height and width, its outputs are [N, classes,
 *     rows, columns]; the caller's to close
 * @param crop height and width of the pictures that the classifier reads
 * @param stride pixels between the crops of two neighbouring positions
 * @param isExactOnCrops whether (2) holds for the first output
 */
public record FullyConvolutional(Graph graph, Size2d crop, Size2d stride, boolean isExactOnCrops)
    implements AutoCloseable {

  /**
   * Transforms a classifier that declares the size of its pictures.
   *
   * @throws IllegalArgumentException if it does not, or as {@link #of(ResolvedGraph)}
   */
  public static FullyConvolutional of(Graph classifier) {
    return of(ResolvedGraph.of(classifier));
  }

  /**
   * Transforms a classifier, resolved for pictures of the size it was made for.
   *
   * @throws IllegalArgumentException naming the node, if the network has another input than one
   *     picture [N, C, H, W], or a node reads a fully connected layer's result in a way that has no
   *     counterpart on maps
   */
  public static FullyConvolutional of(ResolvedGraph classifier) {
    Graph net = classifier.graph();
    Shape picture = PictureInput.shape("FullyConvolutional", classifier);
    Size2d crop = new Size2d(picture.dim(2), picture.dim(3));
    ReceptiveField field = classifier.receptiveField(net.outputs().get(0));
    if (field == null || field.jumpH() % 1 != 0 || field.jumpW() % 1 != 0) {
      throw new IllegalArgumentException(
          "FullyConvolutional["
              + net.name()
              + "]: output "
              + net.outputs().get(0)
              + " depends on "
              + field
              + " of the picture; expected whole pixels between two positions");
    }
    Graph graph = new HeadConversion(classifier).convert();
    return new FullyConvolutional(
        graph,
        crop,
        new Size2d((int) field.jumpH(), (int) field.jumpW()),
        isInside(field.centreH(), field.height(), crop.h())
            && isInside(field.centreW(), field.width(), crop.w()));
  }

  /** Tells whether an output reads nothing before the first or behind the last pixel. */
  private static boolean isInside(double centre, double size, int pixels) {
    double first = centre - (size - 1) / 2;
    return first >= 0 && first + size <= pixels;
  }

  /** Closes the graph. */
  @Override
  public void close() {
    graph.close();
  }
}
