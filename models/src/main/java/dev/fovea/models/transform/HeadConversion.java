package dev.fovea.models.transform;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.Arithmetic;
import dev.fovea.op.AveragePool2d;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.op.LogSoftmax;
import dev.fovea.op.MatMul;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Op;
import dev.fovea.op.Reduce;
import dev.fovea.op.Reshaping;
import dev.fovea.op.Size2d;
import dev.fovea.op.Softmax;
import dev.fovea.op.Unary;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The walk of {@link FullyConvolutional} through a network: a flattened map is not made, only
 * remembered ({@link Flattened}), until a layer says what is to become of it.
 */
final class HeadConversion {
  private final ResolvedGraph net;
  private final HeadValues heads;
  private final Map<String, Flattened> rows = new HashMap<>();
  private final Map<String, String> aliases = new HashMap<>();

  HeadConversion(ResolvedGraph net) {
    this.net = net;
    this.heads = new HeadValues(net);
  }

  Graph convert() {
    try (GraphDraft draft = new GraphDraft(net.graph())) {
      draft.input(0, PictureInput.ofAnySize(net.graph().inputs().get(0)));
      for (Node node : net.graph().nodes()) {
        convert(draft, node);
      }
      for (String output : net.graph().outputs()) {
        finish(draft, output);
      }
      return draft.build();
    }
  }

  private void convert(GraphDraft draft, Node node) {
    Op op = net.op(node);
    List<String> reads = node.inputs().stream().map(v -> aliases.getOrDefault(v, v)).toList();
    boolean readsRow = node.inputs().stream().anyMatch(rows::containsKey);
    if (op instanceof Dense dense) {
      dense(draft, node, dense, reads);
    } else if (op instanceof Reshaping && isFlattening(node)) {
      rows.put(node.outputs().get(0), rowOfMap(node.inputs().get(0), reads.get(0)));
    } else if (op instanceof Reshaping && readsRow) {
      reshape(node);
    } else if (readsRow) {
      onMap(draft, node, op);
    } else if (op instanceof MatMul && isMap(node.outputs().get(0))) {
      throw problem(
          node,
          op,
          "multiplies rows or columns of a map by a matrix, as pooling to a size that does not divide"
              + " the map's does",
          "layers that take maps of any size; choose the picture size the classifier was published"
              + " for");
    } else if (isSoftmaxOfOnePosition(node, op)) {
      draft.node(node.name(), alongChannels(op), reads, node.outputs());
    } else if (!pool(draft, node, op, reads)) {
      draft.node(new Node(node.name(), node.source(), reads, node.outputs()));
    }
  }

  private boolean isMap(String value) {
    return net.desc(value).shape().rank() == 4;
  }

  /** Before ONNX opset 13 softmax takes all axes behind the channels in as well. */
  private boolean isSoftmaxOfOnePosition(Node node, Op op) {
    boolean fromChannels =
        (op instanceof Softmax softmax && softmax.axis() == 1)
            || (op instanceof LogSoftmax logs && logs.axis() == 1);
    Shape src = fromChannels ? net.desc(node.inputs().get(0)).shape() : Shape.of();
    return src.rank() == 4 && src.elements(2, 4) == 1;
  }

  private static Op alongChannels(Op softmax) {
    return softmax instanceof Softmax ? Softmax.along(1) : new LogSoftmax(1, 2);
  }

  /** Tells whether a node makes rows [N, C h w] of maps [N, C, h, w]. */
  private boolean isFlattening(Node node) {
    Shape src = net.desc(node.inputs().get(0)).shape();
    Shape dst = net.desc(node.outputs().get(0)).shape();
    return src.rank() == 4 && dst.rank() == 2 && src.dim(0) == dst.dim(0);
  }

  private Flattened rowOfMap(String value, String map) {
    Shape shape = net.desc(value).shape();
    return new Flattened(map, shape.dim(1), new Size2d(shape.dim(2), shape.dim(3)));
  }

  private void dense(GraphDraft draft, Node node, Dense op, List<String> reads) {
    String src = node.inputs().get(0);
    Flattened row = rows.get(src);
    if (row == null && net.desc(src).shape().rank() == 4) {
      row = rowOfMap(src, reads.get(0));
    }
    Tensor weights = draft.constant(node.inputs().get(1));
    if (row == null || weights == null || op.epilogue().residual()) {
      throw problem(
          node,
          op,
          "reads " + node.inputs(),
          "a map or what was made of one, constant weights, and no residual");
    }
    Conv2d conv = op.asConv2d(row.channels(), row.window());
    List<String> srcs = new ArrayList<>(reads);
    srcs.set(0, row.map());
    srcs.set(1, draft.replacement(node.inputs().get(1), weights.reshape(conv.weightsShape())));
    makeRow(draft, node, conv, srcs, op.outFeatures());
  }

  private void makeRow(GraphDraft draft, Node node, Op op, List<String> reads, int channels) {
    draft.node(node.name(), op, reads, node.outputs());
    String made = node.outputs().get(0);
    rows.put(made, new Flattened(made, channels, Size2d.ONE));
  }

  /** A row under another shape of itself, or under the shape of its map. */
  private void reshape(Node node) {
    Flattened row = rows.get(node.inputs().get(0));
    String made = node.outputs().get(0);
    Shape shape = net.desc(made).shape();
    if (row != null && shape.equals(net.desc(node.inputs().get(0)).shape())) {
      rows.put(made, row);
    } else if (row != null && row.isMap(shape)) {
      aliases.put(made, row.map());
    } else {
      throw problem(node, net.op(node), "makes " + shape + " of a row", "rows or their maps");
    }
  }

  /** What works on each value of a row works on each value of the map. */
  private void onMap(GraphDraft draft, Node node, Op op) {
    Flattened row = null;
    List<String> reads = new ArrayList<>();
    for (String value : node.inputs()) {
      Flattened read = rows.get(value);
      if (read != null && row != null && !read.in(row.map()).equals(row)) {
        throw problem(node, op, "reads rows of different maps", "maps of one size");
      }
      row = read != null ? read : row;
      reads.add(read != null ? read.map() : value);
    }
    Op onMap = row == null ? null : onMap(op, row);
    if (row == null || onMap == null) {
      throw problem(
          node,
          op,
          "reads " + node.inputs() + ", of which each row has become a map",
          "a fully connected layer, an activation, normalisation, softmax or a sum");
    }
    if (op instanceof Add || op instanceof Arithmetic) {
      for (int i = 0; i < reads.size(); i++) {
        if (!rows.containsKey(node.inputs().get(i))) {
          reads.set(i, addend(draft, node, op, node.inputs().get(i), row));
        }
      }
    }
    draft.node(node.name(), onMap, reads, node.outputs());
    rows.put(node.outputs().get(0), row.in(node.outputs().get(0)));
  }

  private static @Nullable Op onMap(Op op, Flattened row) {
    if (op instanceof Activation || op instanceof Unary) {
      return op;
    }
    if (!row.isPointwise()) {
      return null;
    }
    if ((op instanceof Softmax softmax && softmax.axis() == 1)
        || (op instanceof LogSoftmax logs && logs.axis() == 1)) {
      return alongChannels(op);
    }
    return op instanceof BatchNorm || op instanceof Add || op instanceof Arithmetic ? op : null;
  }

  /** Returns a constant [F] or [1, F], or a single number, as something to add to a map. */
  private String addend(GraphDraft draft, Node node, Op op, String value, Flattened row) {
    Tensor constant = draft.constant(value);
    long elements = constant == null ? 0 : constant.shape().elements();
    if (constant == null || (elements != 1 && elements != row.channels())) {
      throw problem(node, op, "reads " + value, "rows, and constants of one number per feature");
    }
    return draft.replacement(value, constant.reshape(Shape.of(1, (int) elements, 1, 1)));
  }

  /** A global pooling at the head gets a window of the size that its map had. */
  private boolean pool(GraphDraft draft, Node node, Op op, List<String> reads) {
    boolean average = op instanceof GlobalAveragePool || isMeanOfMaps(node, op);
    boolean max = op instanceof GlobalMaxPool;
    String made = node.outputs().isEmpty() ? "" : node.outputs().get(0);
    if (!(average || max)
        || !heads.contains(made)
        || net.desc(node.inputs().get(0)).shape().rank() != 4) {
      return false;
    }
    Flattened map = rowOfMap(node.inputs().get(0), reads.get(0));
    Window2d window = Window2d.of(map.window());
    Op windowed = average ? AveragePool2d.of(window) : MaxPool2d.of(window);
    if (net.desc(made).shape().rank() == 2) {
      makeRow(draft, node, windowed, reads, map.channels());
    } else {
      draft.node(node.name(), windowed, reads, node.outputs());
    }
    return true;
  }

  private boolean isMeanOfMaps(Node node, Op op) {
    return op instanceof Reduce reduce
        && new Reduce(reduce.kind(), reduce.axes(), true)
            .isGlobalAverage(net.desc(node.inputs().get(0)));
  }

  /** A row that is returned is the map itself, under the output's name. */
  private void finish(GraphDraft draft, String output) {
    Flattened row = rows.get(output);
    String map = row == null ? aliases.getOrDefault(output, output) : row.map();
    if (row != null && !row.isPointwise()) {
      throw new IllegalArgumentException(
          "FullyConvolutional["
              + net.graph().name()
              + "]: output "
              + output
              + " is a flattened map of "
              + row.window()
              + "; expected scores that a fully connected layer or a pooling makes of it");
    }
    if (!map.equals(output)) {
      draft.node(draft.freshNode(output), Activation.identity(), List.of(map), List.of(output));
    }
  }

  private static IllegalArgumentException problem(Node node, Op op, String is, String expected) {
    return new IllegalArgumentException(
        "FullyConvolutional: "
            + op.type()
            + "["
            + node.name()
            + "] "
            + is
            + "; expected "
            + expected);
  }
}
