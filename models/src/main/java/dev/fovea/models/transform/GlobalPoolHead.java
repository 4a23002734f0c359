package dev.fovea.models.transform;

import dev.fovea.models.transform.MapReaders.Reader;
import dev.fovea.op.Dense;
import dev.fovea.op.Flatten;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Float16;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A head that averages each channel over the whole map before its fully connected layer, in place
 * of one with weights for every position. The network then takes pictures of any size.
 *
 * <p>The layer W [F, C h w] that reads a map [C, h, w] becomes global average pooling and a layer
 * W' [F, C] (VGG-16's fc6: 102,764,544 parameters become 2,101,248). Two ways to W':
 *
 * <p>{@link #averaged}: the sum over positions,
 *
 * <pre>
 * W'[f, c] = sum over p of W[f, c, p]
 * </pre>
 *
 * in double, rounded once. The new layer answers with the mean of what the old one says to all h w
 * cyclic shifts of the map, and equals it where W does not depend on the position, or the map does
 * not. Seen otherwise, W' / (h w) is the nearest weight that knows no position, in the sense of
 * least squares. A network trained with the old layer should be trained on.
 *
 * <p>{@link #replaced}: weights given by the caller; all fully connected layers give way to one, as
 * in network in network and ResNet.
 *
 * <p>Source: Lin, Chen and Yan, Network in network (2013), section 3.2.
 */
public final class GlobalPoolHead {
  private GlobalPoolHead() {}

  /**
   * Replaces every fully connected layer that reads a map larger than 1 x 1; the caller closes the
   * result.
   *
   * @throws IllegalArgumentException if the classifier does not declare the size of its pictures,
   *     has no such layer, or one whose weights are not constant
   */
  public static Graph averaged(Graph classifier) {
    ResolvedGraph net = ResolvedGraph.of(classifier);
    List<Reader> readers = readers(net);
    try (GraphDraft draft = draft(net)) {
      for (Node node : classifier.nodes()) {
        Reader reader =
            readers.stream().filter(r -> r.node().equals(node)).findFirst().orElse(null);
        if (reader == null) {
          draft.node(node);
          continue;
        }
        Tensor weights = draft.constant(node.inputs().get(1));
        if (weights == null) {
          throw problem(
              classifier,
              "weights of " + node.name() + " are computed; expected constants to average");
        }
        int channels = net.desc(reader.map()).shape().dim(1);
        String sums = draft.replacement(node.inputs().get(1), sums(reader.op(), channels, weights));
        List<String> reads = new ArrayList<>(node.inputs());
        reads.set(0, pooled(draft, node, reader.map()));
        reads.set(1, sums);
        Dense op =
            Dense.of(channels, reader.op().outFeatures())
                .bias(reader.op().bias())
                .epilogue(reader.op().epilogue());
        draft.node(node.name(), op, reads, node.outputs());
      }
      return draft.build();
    }
  }

  /**
   * Puts pooling and one layer in the place of everything from the flattened map to the last fully
   * connected layer; the caller closes the result.
   *
   * @param weights [classes, C], copied
   * @param bias [classes], copied
   * @throws IllegalArgumentException if the classifier does not declare the size of its pictures,
   *     not exactly one of its layers reads a map, or the weights do not fit
   */
  public static Graph replaced(Graph classifier, Tensor weights, Tensor bias) {
    ResolvedGraph net = ResolvedGraph.of(classifier);
    List<Reader> readers = readers(net);
    int channels = net.desc(readers.get(0).map()).shape().dim(1);
    Shape shape = weights.shape();
    if (readers.size() > 1
        || shape.rank() != 2
        || shape.dim(1) != channels
        || !bias.shape().equals(Shape.of(shape.dim(0)))) {
      throw problem(
          classifier,
          readers.size()
              + " layers read maps, weights are "
              + shape
              + ", bias is "
              + bias.shape()
              + "; expected 1, [classes,"
              + channels
              + "] and [classes]");
    }
    Node last = readers.get(0).node();
    for (Node node : classifier.nodes()) {
      last = net.op(node) instanceof Dense ? node : last;
    }
    try (GraphDraft draft = draft(net)) {
      for (Node node : classifier.nodes()) {
        if (node.equals(last)) {
          List<String> reads =
              List.of(
                  pooled(draft, node, readers.get(0).map()),
                  draft.newConstant(node.name() + ".weight", copy(weights)),
                  draft.newConstant(node.name() + ".bias", copy(bias)));
          draft.node(node.name(), Dense.of(channels, shape.dim(0)), reads, node.outputs());
        } else {
          draft.node(node);
        }
      }
      return draft.build();
    }
  }

  private static List<Reader> readers(ResolvedGraph net) {
    List<Reader> readers =
        MapReaders.of(net).stream()
            .filter(reader -> net.desc(reader.map()).shape().elements(2, 4) > 1)
            .toList();
    if (readers.isEmpty()) {
      throw problem(
          net.graph(), "no fully connected layer reads a map; expected one of more than 1x1");
    }
    return readers;
  }

  private static GraphDraft draft(ResolvedGraph net) {
    PictureInput.shape("GlobalPoolHead", net);
    GraphDraft draft = new GraphDraft(net.graph());
    draft.input(0, PictureInput.ofAnySize(net.graph().inputs().get(0)));
    return draft;
  }

  /** Adds the pooling before a layer; returns the row of means. */
  private static String pooled(GraphDraft draft, Node before, String map) {
    String pool = draft.freshNode(before.name() + "/gap");
    String means = draft.freshValue(pool);
    draft.node(pool, new GlobalAveragePool(), List.of(map), List.of(means));
    String flatten = draft.freshNode(before.name() + "/flatten");
    String row = draft.freshValue(flatten);
    draft.node(flatten, new Flatten(1), List.of(means), List.of(row));
    return row;
  }

  private static Tensor sums(Dense op, int channels, Tensor weights) {
    int positions = op.inFeatures() / channels;
    Tensor sums = Tensor.allocate(TensorDesc.of(op.outFeatures(), channels));
    try (Tensor wide = wide(weights)) {
      FloatBuffer from = wide.floats();
      FloatBuffer to = sums.floats();
      for (int i = 0; i < to.capacity(); i++) {
        double sum = 0;
        for (int p = 0; p < positions; p++) {
          sum += from.get(i * positions + p);
        }
        to.put(i, (float) sum);
      }
    }
    return sums;
  }

  private static Tensor wide(Tensor weights) {
    return weights.desc().dtype() == DType.FLOAT16
        ? Float16.widen(weights)
        : weights.view(weights.desc(), 0);
  }

  private static Tensor copy(Tensor tensor) {
    return Tensor.of(tensor.shape(), tensor.toFloats());
  }

  private static IllegalArgumentException problem(Graph net, String what) {
    return new IllegalArgumentException("GlobalPoolHead[" + net.name() + "]: " + what);
  }
}
