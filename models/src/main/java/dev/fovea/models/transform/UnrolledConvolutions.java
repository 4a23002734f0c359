package dev.fovea.models.transform;

import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Linear;
import dev.fovea.op.Op;
import dev.fovea.op.Reshape;
import dev.fovea.op.Size2d;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.graph.Dim;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.GraphInput;
import dev.fovea.runtime.graph.Node;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions as the fully connected layers that they are: each becomes a product with its {@link
 * ConvolutionMatrix}, then a reshape to a map. For learning and for checking, not for speed: the
 * matrix repeats each weight at every position and is zero elsewhere.
 *
 * <p>Convolutions and transposed convolutions with constant weights and without a residual are
 * unrolled; the others stay. The network then takes pictures of one size only.
 */
public final class UnrolledConvolutions {
  private UnrolledConvolutions() {}

  /** Unrolls the convolutions of a network of declared input size; the caller closes the result. */
  public static Graph of(Graph graph) {
    return of(ResolvedGraph.of(graph));
  }

  /**
   * Unrolls the convolutions of a network, for its input shapes; the caller closes the result.
   *
   * @throws IllegalArgumentException naming the node, if a matrix would be too large
   */
  public static Graph of(ResolvedGraph net) {
    Graph graph = net.graph();
    try (GraphDraft draft = new GraphDraft(graph)) {
      for (int i = 0; i < graph.inputs().size(); i++) {
        draft.input(i, ofOneSize(net, graph.inputs().get(i)));
      }
      for (Node node : graph.nodes()) {
        if (net.op(node) instanceof Linear linear
            && !linear.epilogue().residual()
            && draft.constant(node.inputs().get(1)) != null
            && (!linear.bias() || draft.constant(node.inputs().get(2)) != null)) {
          unroll(draft, net, node, linear);
        } else {
          draft.node(node);
        }
      }
      return draft.build();
    }
  }

  /** The batch stays as open as it was. */
  private static GraphInput ofOneSize(ResolvedGraph net, GraphInput input) {
    Shape shape = net.desc(input.name()).shape();
    List<Dim> dims = new ArrayList<>(input.dims());
    for (int axis = 1; axis < dims.size(); axis++) {
      dims.set(axis, new Dim.Fixed(shape.dim(axis)));
    }
    return new GraphInput(input.name(), input.dtype(), dims);
  }

  private static void unroll(GraphDraft draft, ResolvedGraph net, Node node, Linear linear) {
    ConvolutionMatrix matrix;
    try {
      matrix = matrix(draft, net, node, linear);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "UnrolledConvolutions[" + node.name() + "]: " + e.getMessage(), e);
    }
    if (matrix == null) {
      draft.node(node);
      return;
    }
    Op dense =
        Dense.of(matrix.columns(), matrix.rows()).bias(linear.bias()).epilogue(linear.epilogue());
    List<String> reads = new ArrayList<>(node.inputs());
    reads.set(1, draft.replacement(node.inputs().get(1), matrix.toTensor()));
    if (linear.bias()) {
      Tensor bias = draft.constant(node.inputs().get(2));
      reads.set(2, draft.replacement(node.inputs().get(2), repeated(bias, matrix.dst())));
    }
    String column = draft.freshValue(node.name() + "/column");
    draft.node(node.name(), dense, reads, List.of(column));
    Shape dst = matrix.dst();
    draft.node(
        draft.freshNode(node.name() + "/map"),
        Reshape.to(0, dst.dim(0), dst.dim(1), dst.dim(2)),
        List.of(column),
        node.outputs());
  }

  private static @Nullable ConvolutionMatrix matrix(
      GraphDraft draft, ResolvedGraph net, Node node, Linear linear) {
    Tensor weights = draft.constant(node.inputs().get(1));
    Shape src = net.desc(node.inputs().get(0)).shape();
    if (weights != null && linear instanceof Conv2d conv) {
      return ConvolutionMatrix.of(conv, new Size2d(src.dim(2), src.dim(3)), weights);
    }
    if (weights != null && linear instanceof ConvTranspose2d conv) {
      return ConvolutionMatrix.of(conv, new Size2d(src.dim(2), src.dim(3)), weights);
    }
    return null;
  }

  private static Tensor repeated(@Nullable Tensor bias, Shape dst) {
    float[] each = bias == null ? new float[dst.dim(0)] : bias.toFloats();
    int positions = dst.dim(1) * dst.dim(2);
    float[] all = new float[each.length * positions];
    for (int i = 0; i < all.length; i++) {
      all[i] = each[i / positions];
    }
    return Tensor.of(Shape.of(all.length), all);
  }
}
