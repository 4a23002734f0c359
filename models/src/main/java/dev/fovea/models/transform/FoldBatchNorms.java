package dev.fovea.models.transform;

import dev.fovea.op.BatchNorm;
import dev.fovea.op.BatchNormFactors;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Linear;
import dev.fovea.op.Op;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation folded into the convolution, transposed convolution or dense layer before it.
 *
 * <p>Behind y = W x + b, per channel c with factor[c] = scale[c] / sqrt(variance[c] + epsilon):
 *
 * <pre>
 * (y - mean) factor + bias = (W factor) x + ((b - mean) factor + bias)
 * </pre>
 *
 * <p>The arithmetic is in double ({@link BatchNormFactors}, as when a session compiles); each
 * weight and bias is rounded once, so that a result moves by at most gamma(K + 6) over the unfolded
 * terms, K being the products behind it (gamma(n) = n u / (1 - n u), u = 2^-24).
 *
 * <p>Left alone is a normalisation behind a layer that somebody else reads as well or that ends
 * with an activation, one whose parameters are no constants, and one that would fold to weights
 * which are not finite. The folded layer keeps the layer's name, and its value has the name of the
 * normalised one. Source: Ioffe and Szegedy (2015); Jacob et al., Quantization and training of
 * neural networks (2018), section 3.2.
 *
 * @param graph the folded graph, the caller's to close
 * @param folded names of the normalisations that were folded
 */
public record FoldBatchNorms(Graph graph, List<String> folded) implements AutoCloseable {
  /** Creates the result. */
  public FoldBatchNorms {
    folded = List.copyOf(folded);
  }

  /**
   * Folds every batch normalisation that can be; the operators do not depend on the size of a
   * picture, so that open extents are no obstacle.
   */
  public static FoldBatchNorms of(Graph graph) {
    Map<String, Node> makers = new HashMap<>();
    graph.nodes().forEach(node -> node.outputs().forEach(value -> makers.put(value, node)));
    List<String> folded = new ArrayList<>();
    try (GraphDraft draft = new GraphDraft(graph)) {
      Map<Node, Node> replaced = new HashMap<>();
      Set<Node> gone = new HashSet<>();
      for (Node node : graph.nodes()) {
        Node linear = node.inputs().isEmpty() ? null : makers.get(node.inputs().get(0));
        Node fused = linear == null ? null : fold(draft, linear, node);
        if (fused != null) {
          gone.add(linear);
          replaced.put(node, fused);
          folded.add(node.name());
        }
      }
      for (Node node : graph.nodes()) {
        if (!gone.contains(node)) {
          draft.node(replaced.getOrDefault(node, node));
        }
      }
      return new FoldBatchNorms(draft.build(), folded);
    }
  }

  private static @Nullable Node fold(GraphDraft draft, Node before, Node node) {
    if (!(fixed(node) instanceof BatchNorm norm)
        || !(fixed(before) instanceof Linear linear)
        || !linear.epilogue().equals(Epilogue.NONE)
        || draft.readers(node.inputs().get(0)) != 1) {
      return null;
    }
    List<Tensor> parameters = constants(draft, node);
    List<Tensor> learned = constants(draft, before);
    if (parameters == null || learned == null) {
      return null;
    }
    BatchNormFactors factors = new BatchNormFactors(norm, parameters);
    Tensor weights = factors.weights(linear, learned.get(0));
    Tensor bias = factors.bias(linear.bias() ? learned.get(1) : null);
    if (!isFinite(weights) || !isFinite(bias)) {
      weights.close();
      bias.close();
      return null;
    }
    String weightsName = draft.replacement(before.inputs().get(1), weights);
    String biasName =
        linear.bias()
            ? draft.replacement(before.inputs().get(2), bias)
            : draft.newConstant(before.name() + ".bias", bias);
    List<String> reads = List.of(before.inputs().get(0), weightsName, biasName);
    return new Node(before.name(), linear.bias(true), reads, node.outputs());
  }

  private static @Nullable Op fixed(Node node) {
    return node.source() instanceof OpSource.Fixed fixed ? fixed.op() : null;
  }

  /** Returns everything but src, or null if it is not constant. */
  private static @Nullable List<Tensor> constants(GraphDraft draft, Node node) {
    List<Tensor> constants = new ArrayList<>();
    for (String value : node.inputs().subList(1, node.inputs().size())) {
      Tensor tensor = draft.constant(value);
      if (tensor == null) {
        return null;
      }
      constants.add(tensor);
    }
    return constants;
  }

  private static boolean isFinite(Tensor tensor) {
    FloatBuffer values = tensor.floats();
    for (int i = 0; i < values.limit(); i++) {
      if (!Float.isFinite(values.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Closes the graph. */
  @Override
  public void close() {
    graph.close();
  }
}
