package dev.fovea.models.transform;

import dev.fovea.op.Conv2d;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions whose kernels have rank one, split into a pass along the columns and one along the
 * rows, where that saves products.
 *
 * <p>If K[i, j] = a[i] b[j], as Sobel's is [1 2 1]^T [-1 0 1], then
 *
 * <pre>
 * sum over i, j of K[i, j] x[y + i, x + j] = sum over j of b[j] (sum over i of a[i] x[y + i, x + j])
 * </pre>
 *
 * with h + w products instead of h w at stride 1. The first pass has no bias; strides, dilations
 * and padding (zeros stay zeros) are divided among the two by axis; bias, residual and activation
 * stay with the last one. The pass that makes fewer products together with the other one comes
 * first.
 *
 * <p>Looked at are convolutions in which each kernel reads one channel (depthwise, or of a grey
 * picture) and whose weights are constant: with more channels, the sums over them would need a map
 * for every pair of channels. All kernels of a layer must have rank one, within a few roundings:
 * the product of the factors is within gamma(9) |K[i, j]| of every entry (gamma(n) = n u / (1 - n
 * u), u = 2^-24). A result then differs from the exact one of the unsplit kernel by at most
 *
 * <pre>
 * gamma(h + w + 13) (sum |K[i, j]| |x| + |bias|)
 * </pre>
 *
 * before the activation, on a backend whose passes sum n products within gamma(n + 2).
 *
 * @param graph the network with split convolutions, the caller's to close
 * @param splits what was split
 */
public record SeparableKernels(Graph graph, List<Split> splits) implements AutoCloseable {
  /** Creates the result. */
  public SeparableKernels {
    splits = List.copyOf(splits);
  }

  /**
   * A convolution that became two.
   *
   * @param node the node, now the second pass
   * @param before its multiply-adds
   * @param after those of both passes
   */
  public record Split(String node, long before, long after) {
    /** Returns the products that are not computed any more. */
    public long saved() {
      return before - after;
    }
  }

  /** Both passes and the products they take. */
  private record Passes(Conv2d first, Conv2d second, boolean columnsFirst, long products) {}

  /** Splits the convolutions of a network of declared input size. */
  public static SeparableKernels of(Graph graph) {
    return of(ResolvedGraph.of(graph));
  }

  /** Splits the convolutions of a network; products are counted for its input shapes. */
  public static SeparableKernels of(ResolvedGraph net) {
    List<Split> splits = new ArrayList<>();
    try (GraphDraft draft = new GraphDraft(net.graph())) {
      for (Node node : net.graph().nodes()) {
        Split split = net.op(node) instanceof Conv2d conv ? split(draft, net, node, conv) : null;
        if (split != null) {
          splits.add(split);
        } else {
          draft.node(node);
        }
      }
      return new SeparableKernels(draft.build(), splits);
    }
  }

  private static @Nullable Split split(
      GraphDraft draft, ResolvedGraph net, Node node, Conv2d conv) {
    Tensor weights = draft.constant(node.inputs().get(1));
    if (weights == null || conv.inChannels() != conv.groups()) {
      return null;
    }
    List<TensorDesc> reads = net.reads(node);
    long before = conv.multiplyAdds(reads);
    Passes columnsFirst = passes(conv, reads, true);
    Passes rowsFirst = passes(conv, reads, false);
    Passes best = rowsFirst.products() < columnsFirst.products() ? rowsFirst : columnsFirst;
    if (best.products() >= before) {
      return null;
    }
    Size2d kernel = conv.window().kernel();
    float[] columns = new float[conv.outChannels() * kernel.h()];
    float[] rows = new float[conv.outChannels() * kernel.w()];
    float[] kernels = weights.toFloats();
    for (int oc = 0; oc < conv.outChannels(); oc++) {
      RankOne factors = RankOne.of(kernels, oc * kernel.area(), kernel.h(), kernel.w());
      if (factors == null) {
        return null;
      }
      factors.copyColumn(columns, oc);
      factors.copyRow(rows, oc);
    }
    add(draft, node, best, columns, rows);
    return new Split(node.name(), before, best.products());
  }

  private static void add(
      GraphDraft draft, Node node, Passes passes, float[] columns, float[] rows) {
    String weights = node.inputs().get(1);
    float[] first = passes.columnsFirst() ? columns : rows;
    float[] second = passes.columnsFirst() ? rows : columns;
    String axis = passes.columnsFirst() ? "columns" : "rows";
    String name = draft.freshNode(node.name() + "/" + axis);
    String made = draft.freshValue(name);
    Tensor firstWeights = Tensor.of(passes.first().weightsShape(), first);
    String firstName = draft.newConstant(weights + "/" + axis, firstWeights);
    draft.node(name, passes.first(), List.of(node.inputs().get(0), firstName), List.of(made));
    List<String> reads = new ArrayList<>(node.inputs());
    reads.set(0, made);
    reads.set(1, draft.replacement(weights, Tensor.of(passes.second().weightsShape(), second)));
    draft.node(node.name(), passes.second(), reads, node.outputs());
  }

  private static Passes passes(Conv2d conv, List<TensorDesc> reads, boolean columnsFirst) {
    int channels = conv.outChannels();
    Window2d window = conv.window();
    Conv2d first =
        new Conv2d(
            conv.inChannels(),
            channels,
            columnsFirst ? alongColumns(window) : alongRows(window),
            conv.groups(),
            conv.mode(),
            false,
            Epilogue.NONE);
    Conv2d second =
        new Conv2d(
            channels,
            channels,
            columnsFirst ? alongRows(window) : alongColumns(window),
            channels,
            conv.mode(),
            conv.bias(),
            conv.epilogue());
    List<TensorDesc> firstReads = List.of(reads.get(0), weights(first));
    TensorDesc between = first.infer(firstReads).get(0);
    List<TensorDesc> secondReads = new ArrayList<>(reads);
    secondReads.set(0, between);
    secondReads.set(1, weights(second));
    long products = first.multiplyAdds(firstReads) + second.multiplyAdds(secondReads);
    return new Passes(first, second, columnsFirst, products);
  }

  private static TensorDesc weights(Conv2d op) {
    Shape shape = op.weightsShape();
    return TensorDesc.of(shape);
  }

  private static Window2d alongColumns(Window2d window) {
    return new Window2d(
        new Size2d(window.kernel().h(), 1),
        new Size2d(window.strides().h(), 1),
        new Size2d(window.dilations().h(), 1),
        window.padding() instanceof Padding.Explicit pads
            ? Padding.of(pads.top(), 0, pads.bottom(), 0)
            : window.padding());
  }

  private static Window2d alongRows(Window2d window) {
    return new Window2d(
        new Size2d(1, window.kernel().w()),
        new Size2d(1, window.strides().w()),
        new Size2d(1, window.dilations().w()),
        window.padding() instanceof Padding.Explicit pads
            ? Padding.of(0, pads.left(), 0, pads.right())
            : window.padding());
  }

  /** Closes the graph. */
  @Override
  public void close() {
    graph.close();
  }
}
