package dev.fovea.models.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.op.Expand;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Range;
import dev.fovea.op.Reshape;
import dev.fovea.op.ShapeOf;
import dev.fovea.op.SizeOf;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What dynamic exports compute shapes with: Shape-15, Size-13, Range-11, ConstantOfShape-9,
 * Squeeze-13 and Unsqueeze-13.
 */
final class ShapeArithmeticMappings {
  private ShapeArithmeticMappings() {}

  static void shape(OnnxNode node, GraphContext context) {
    node.expectInputs(1, 1);
    node.expectOutputs(1);
    boolean whole = context.opset() < 15;
    ShapeOf op =
        whole
            ? ShapeOf.all()
            : new ShapeOf(node.count("start", 0), node.count("end", Integer.MAX_VALUE));
    context.node(node, op, List.of(node.input(0)), List.of(node.output()));
  }

  static void size(OnnxNode node, GraphContext context) {
    node.expectInputs(1, 1);
    node.expectOutputs(1);
    context.node(node, new SizeOf(), List.of(node.input(0)), List.of(node.output()));
  }

  /** Start and step are read like any data; together with the limit they also decide the count. */
  static void range(OnnxNode node, GraphContext context) {
    node.expectInputs(3, 3);
    node.expectOutputs(1);
    OpSource source =
        InputValues.deferred(node, context, "Range", 0, ShapeArithmeticMappings::range);
    context.node(node, source, List.of(node.input(0), node.input(2)), List.of(node.output()));
  }

  private static Range range(InputValues values) {
    for (int i = 0; i < 3; i++) {
      Tensor tensor = values.tensor(i);
      if (tensor.shape().rank() != 0 || tensor.desc().dtype() != values.tensor(0).desc().dtype()) {
        throw new OperatorException(
            "Range",
            "input " + i + " is " + tensor.desc() + "; expected scalars of one element type");
      }
    }
    if (values.tensor(0).desc().dtype() == DType.INT64) {
      return Range.between(long0(values, 0), long0(values, 1), long0(values, 2));
    }
    return Range.between(values.number(0), values.number(1), values.number(2));
  }

  private static long long0(InputValues values, int input) {
    return values.tensor(input).toLongs()[0];
  }

  /** The one value, stretched to the shape. */
  static void constantOfShape(OnnxNode node, GraphContext context) {
    node.expectInputs(1, 1);
    node.expectOutputs(1);
    OpSource source =
        InputValues.deferred(
            node,
            context,
            "ConstantOfShape",
            0,
            values -> new Expand(MovementMappings.shape(values.ints(0))));
    String value = context.fresh(node.name() + "/value");
    context.constant(value, scalar(node.tensor("value")));
    context.node(node, source, List.of(value), List.of(node.output()));
  }

  private static Tensor scalar(@Nullable TensorProto proto) {
    if (proto == null) {
      return Tensor.of(Shape.of(), 0);
    }
    try (Tensor value = OnnxTensors.of(proto)) {
      if (value.shape().elements() != 1) {
        throw new UnsupportedNodeException("value", "is " + value.desc() + "; expected one value");
      }
      return value.reshape(Shape.of());
    }
  }

  static void squeeze(OnnxNode node, GraphContext context) {
    reshaped(node, context, false, "Squeeze");
  }

  static void unsqueeze(OnnxNode node, GraphContext context) {
    if (context.opset() < 13 && !node.has("axes")) {
      throw new UnsupportedNodeException("axes", "is missing; expected the axes to insert");
    }
    reshaped(node, context, true, "Unsqueeze");
  }

  private static void reshaped(OnnxNode node, GraphContext context, boolean adds, String type) {
    boolean attribute = context.opset() < 13;
    node.expectInputs(adds && !attribute ? 2 : 1, attribute ? 1 : 2);
    node.expectOutputs(1);
    List<Long> given = attribute ? node.longs("axes") : List.of();
    boolean all = !adds && (attribute ? !node.has("axes") : !node.hasInput(1));
    Tensor constant = context.constant(node.input(0));
    Tensor axes = node.hasInput(1) ? context.constant(node.input(1)) : null;
    if (constant != null && (axes != null || !node.hasInput(1))) {
      // A constant under another shape is a constant.
      List<Long> known = axes == null ? given : boxed(axes);
      Shape src = constant.shape();
      Reshape op = adds ? inserted(src, known) : removed(src, known, all);
      context.constant(node.output(), constant.reshape(op.target(src)));
      return;
    }
    OpSource source =
        InputValues.deferred(
            node,
            context,
            type,
            1,
            values -> {
              List<Long> known = attribute ? given : values.longs(1);
              return adds ? inserted(values.src(), known) : removed(values.src(), known, all);
            });
    context.node(node, source, List.of(node.input(0)), List.of(node.output()));
  }

  private static List<Long> boxed(Tensor longs) {
    List<Long> boxed = new ArrayList<>();
    for (long value : longs.toLongs()) {
      boxed.add(value);
    }
    return boxed;
  }

  private static Reshape removed(Shape src, List<Long> axes, boolean all) {
    Set<Integer> removed = places("Squeeze", axes, src.rank());
    List<Integer> dims = new ArrayList<>();
    for (int axis = 0; axis < src.rank(); axis++) {
      boolean asked = all ? src.dim(axis) == 1 : removed.contains(axis);
      if (asked && src.dim(axis) != 1) {
        throw new OperatorException(
            "Squeeze", "axis " + axis + " of " + src + " is removed; expected an extent of 1");
      }
      if (!asked) {
        dims.add(src.dim(axis));
      }
    }
    return new Reshape(dims, true);
  }

  private static Reshape inserted(Shape src, List<Long> axes) {
    int rank = src.rank() + axes.size();
    Set<Integer> inserted = places("Unsqueeze", axes, rank);
    List<Integer> dims = new ArrayList<>();
    for (int axis = 0, next = 0; axis < rank; axis++) {
      dims.add(inserted.contains(axis) ? 1 : src.dim(next++));
    }
    return new Reshape(dims, true);
  }

  private static Set<Integer> places(String type, List<Long> axes, int rank) {
    Set<Integer> places = new TreeSet<>();
    for (long axis : axes) {
      if (!places.add(InputValues.axis(type, axis, rank))) {
        throw new OperatorException(type, "axes are " + axes + "; expected each once");
      }
    }
    return places;
  }
}
