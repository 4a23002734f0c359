package dev.fovea.models.transform;

import dev.fovea.models.transform.MapReaders.Reader;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.tensor.Tensor;
import java.util.List;

/**
 * Class activation maps: where in the picture a class gets its score from, for networks that end
 * with global average pooling and one fully connected layer (ResNet, or what {@link GlobalPoolHead}
 * makes).
 *
 * <p>The layer's weights, as a 1 x 1 convolution of the map f before the pooling, give one map per
 * class, a further output of the network:
 *
 * <pre>
 * M[k, y, x] = sum over c of W[k, c] f[c, y, x]        score[k] = bias[k] + mean over y, x of M[k, y, x]
 * </pre>
 *
 * <p>Source: Zhou, Khosla, Lapedriza, Oliva and Torralba, Learning deep features for discriminative
 * localization (2016), equation 2.
 *
 * @param graph the network with one more output; the caller's to close
 * @param maps the name of that output, [N, classes, rows, columns]
 */
public record ClassActivationMaps(Graph graph, String maps) implements AutoCloseable {

  /**
   * Adds the maps to a network of declared input size.
   *
   * @throws IllegalArgumentException if the network has no such head, or as {@link
   *     ResolvedGraph#of(Graph)}
   */
  public static ClassActivationMaps of(Graph classifier) {
    return of(ResolvedGraph.of(classifier));
  }

  /**
   * Adds the maps to a network.
   *
   * @throws IllegalArgumentException if the network has no such head
   */
  public static ClassActivationMaps of(ResolvedGraph classifier) {
    Graph net = classifier.graph();
    for (Reader reader : MapReaders.of(classifier)) {
      for (Node pool : net.nodes()) {
        Tensor weights = net.constants().get(reader.node().inputs().get(1));
        if (classifier.op(pool) instanceof GlobalAveragePool
            && pool.outputs().get(0).equals(reader.map())
            && weights != null) {
          return add(net, reader, pool.inputs().get(0), weights);
        }
      }
    }
    throw new IllegalArgumentException(
        "ClassActivationMaps["
            + net.name()
            + "]: no fully connected layer reads the means of a map; expected global average"
            + " pooling before it; see GlobalPoolHead");
  }

  private static ClassActivationMaps add(Graph net, Reader reader, String map, Tensor weights) {
    try (GraphDraft draft = new GraphDraft(net)) {
      net.nodes().forEach(draft::node);
      Node node = reader.node();
      Dense dense = reader.op();
      Conv2d op =
          Conv2d.of(dense.inFeatures(), dense.outFeatures(), Window2d.of(Size2d.ONE)).bias(false);
      String kernels =
          draft.newConstant(node.inputs().get(1) + ".cam", weights.reshape(op.weightsShape()));
      String name = draft.freshNode(node.name() + "/cam");
      String maps = draft.freshValue(name);
      draft.node(name, op, List.of(map, kernels), List.of(maps));
      draft.output(maps);
      return new ClassActivationMaps(draft.build(), maps);
    }
  }

  /** Closes the graph. */
  @Override
  public void close() {
    graph.close();
  }
}
