package dev.fovea.models.onnx.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.fovea.op.ChannelShuffle;
import dev.fovea.op.Flatten;
import dev.fovea.op.Range;
import dev.fovea.op.Reorder;
import dev.fovea.op.Reshape;
import dev.fovea.op.ShapeOf;
import dev.fovea.op.SizeOf;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what changes or tells shapes: ONNX Reshape-14, Flatten-13, Shape-15, Size-13, Range-11.
 */
final class ShapeWriters {
  /** How far a limit stays from the last number, in steps. */
  private static final float CLEAR = 0.5f;

  private ShapeWriters() {}

  /** A reshape to the shape that is there already is a copy. */
  static void reshape(Reshape op, ExportNode node, ExportContext out) {
    if (node.dst().hasShapeOf(node.src())) {
      copy(node, out);
      return;
    }
    Step step = out.step(node, "Reshape").input(out.input(node, 0));
    step.input(out.longs(node, "shape", op.dims()));
    if (op.allowZero() && op.dims().contains(0)) {
      step.integer("allowzero", 1);
    }
    step.makes(node);
  }

  /**
   * Writes a node that changes nothing. The importer leaves identities out, unless the caller reads
   * them, and then a name would be lost.
   */
  static void copy(ExportNode node, ExportContext out) {
    String src = out.anyInput(node, 0);
    DataType type = ExportContext.held(node.src().dtype());
    if (out.type(src) != type) {
      ElementwiseWriters.cast(node, out, src, type);
    } else if (out.isOutput(node.output())) {
      out.step(node, "Identity").input(src).makes(node);
    } else {
      List<Integer> same = Collections.nCopies(node.src().rank(), 0);
      String shape = out.longs(node, "shape", same);
      out.step(node, "Reshape").input(src).input(shape).makes(node);
    }
  }

  /** A layout is a matter of memory; a file knows elements only. */
  static void reorder(Reorder op, ExportNode node, ExportContext out) {
    copy(node, out);
  }

  static void flatten(Flatten op, ExportNode node, ExportContext out) {
    out.step(node, "Flatten").input(out.input(node, 0)).integer("axis", op.axis()).makes(node);
  }

  /** ONNX has no shuffle: channels are told apart, exchanged, and joined again. */
  static void channelShuffle(ChannelShuffle op, ExportNode node, ExportContext out) {
    ValueType shape = node.src();
    if (!shape.isFixed(1)) {
      throw new UnwritableNodeException(
          "shuffles the channels of "
              + shape.dims()
              + "; expected a known number of them; fix shapes with ExportOptions.shape");
    }
    List<Integer> apart = new ArrayList<>();
    apart.add(shape.isFixed(0) ? shape.dim(0) : 0);
    apart.add(op.groups());
    apart.add(shape.dim(1) / op.groups());
    boolean fixed = true;
    for (int axis = 2; axis < shape.rank(); axis++) {
      fixed &= shape.isFixed(axis);
    }
    // The map moves as one, so that its extents may be open.
    for (int axis = 2; fixed && axis < shape.rank(); axis++) {
      apart.add(shape.dim(axis));
    }
    if (!fixed) {
      apart.add(-1);
    }
    List<Integer> exchanged = new ArrayList<>(List.of(0, 2, 1));
    for (int axis = 3; axis < apart.size(); axis++) {
      exchanged.add(axis);
    }
    String src = out.input(node, 0);
    DataType type = ExportContext.held(shape.dtype());
    String groups = out.longs(node, "groups", apart);
    String grouped = out.step(node, "group", "Reshape").input(src).input(groups).made(type);
    String shuffled =
        out.step(node, "shuffle", "Transpose").input(grouped).ints("perm", exchanged).made(type);
    out.step(node, "Reshape").input(shuffled).input(shapeOf(node, out, src)).makes(node);
  }

  /** Returns a vector with the extents of a node's input: a constant if they are known. */
  static String shapeOf(ExportNode node, ExportContext out, String src) {
    List<Integer> dims = new ArrayList<>();
    boolean fixed = true;
    for (int axis = 0; axis < node.src().rank(); axis++) {
      fixed &= node.src().isFixed(axis);
      dims.add(node.src().dim(axis));
    }
    return fixed
        ? out.longs(node, "shape", dims)
        : out.step(node, "shape", "Shape").input(src).made(DataType.INT64);
  }

  static void shapeOf(ShapeOf op, ExportNode node, ExportContext out) {
    Step step = out.step(node, "Shape").input(out.anyInput(node, 0));
    if (op.start() != 0) {
      step.integer("start", op.start());
    }
    if (op.end() != Integer.MAX_VALUE) {
      step.integer("end", op.end());
    }
    step.makes(node);
  }

  static void sizeOf(SizeOf op, ExportNode node, ExportContext out) {
    out.step(node, "Size").input(out.anyInput(node, 0)).makes(node);
  }

  /** ONNX counts up to a limit, of which the last number must stay clear whatever is rounded. */
  static void range(Range op, ExportNode node, ExportContext out) {
    String start = out.input(node, 0);
    String delta = out.input(node, 1);
    Step step = out.step(node, "Range").input(start);
    String limit = constantLimit(op, node, out);
    if (limit == null) {
      DataType type = ExportContext.held(node.src().dtype());
      String count =
          node.src().dtype() == DType.INT64
              ? out.integer(node, "count", op.count())
              : out.number(node, "count", op.count() - CLEAR);
      String length = out.step(node, "length", "Mul").input(delta).input(count).made(type);
      limit = out.step(node, "limit", "Add").input(start).input(length).made(type);
    }
    step.input(limit).input(delta).makes(node);
  }

  private static @Nullable String constantLimit(Range op, ExportNode node, ExportContext out) {
    Tensor start = out.constant(node.inputs().get(0));
    Tensor delta = out.constant(node.inputs().get(1));
    if (start == null || delta == null) {
      return null;
    }
    if (node.src().dtype() == DType.INT64) {
      return out.integer(node, "limit", start.toLongs()[0] + op.count() * delta.toLongs()[0]);
    }
    float first = start.toFloats()[0];
    float distance = delta.toFloats()[0];
    float limit = (float) (first + ((double) op.count() - CLEAR) * distance);
    if (Range.between(first, limit, distance).count() != op.count()) {
      throw new UnwritableNodeException(
          "counts "
              + op.count()
              + " numbers from "
              + first
              + " by "
              + distance
              + "; expected a limit that float can tell from the last; use a constant");
    }
    return out.number(node, "limit", limit);
  }
}
