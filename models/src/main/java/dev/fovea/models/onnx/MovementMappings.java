package dev.fovea.models.onnx;

import dev.fovea.op.DepthToSpace;
import dev.fovea.op.Expand;
import dev.fovea.op.Gather;
import dev.fovea.op.GatherElements;
import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.op.SpaceToDepth;
import dev.fovea.op.Split;
import dev.fovea.op.Tile;
import dev.fovea.op.Transpose;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What moves elements: Transpose-13, Split-18, Expand-13, Tile-13, Gather-13, GatherElements-13,
 * DepthToSpace-13 and SpaceToDepth-13.
 */
final class MovementMappings {
  private MovementMappings() {}

  static void transpose(OnnxNode node, GraphContext context) {
    node.expectInputs(1, 1);
    node.expectOutputs(1);
    int[] permutation = node.ints("perm");
    if (permutation != null) {
      List<Integer> axes = new ArrayList<>();
      for (int axis : permutation) {
        axes.add(axis);
      }
      context.node(node, new Transpose(axes), List.of(node.input(0)), List.of(node.output()));
      return;
    }
    OpSource reversed =
        new OpSource.Deferred(
            "Transpose", List.of(), (srcs, none) -> reversed(srcs.get(0).shape().rank()));
    context.node(node, reversed, List.of(node.input(0)), List.of(node.output()));
  }

  private static Transpose reversed(int rank) {
    List<Integer> axes = new ArrayList<>();
    for (int axis = rank - 1; axis >= 0; axis--) {
      axes.add(axis);
    }
    return new Transpose(axes);
  }

  static void split(OnnxNode node, GraphContext context) {
    boolean attribute = context.opset() < 13;
    node.expectInputs(1, attribute ? 1 : 2);
    int axis = node.count("axis", 0);
    List<Integer> given = attribute ? toInts(node.longs("split")) : List.of();
    int listed = node.outputCount();
    boolean counted = context.opset() >= 18;
    int parts = counted ? node.count("num_outputs", listed) : listed;
    if (counted && node.hasInput(1) == node.has("num_outputs")) {
      throw new UnsupportedNodeException(
          "num_outputs", "and split are both given or both absent; expected one of them");
    }
    OpSource source =
        InputValues.deferred(
            node,
            context,
            "Split",
            1,
            values -> {
              int along = InputValues.axis("Split", axis, values.src().rank());
              List<Integer> sizes = values.has(1) ? values.ints(1) : given;
              return sizes.isEmpty()
                  ? equal(along, values.src(), parts, counted)
                  : sized(along, sizes, listed);
            });
    context.node(node, source, List.of(node.input(0)), outputs(node, context));
  }

  private static Split sized(int axis, List<Integer> sizes, int outputs) {
    if (sizes.size() < outputs) {
      throw new OperatorException(
          "Split", "sizes are " + sizes + "; expected one for each of " + outputs + " outputs");
    }
    return new Split(axis, sizes);
  }

  private static Split equal(int axis, Shape src, int parts, boolean lastMayBeSmaller) {
    if (!lastMayBeSmaller && src.dim(axis) % parts != 0) {
      throw new OperatorException(
          "Split",
          "axis " + axis + " of " + src + " is cut into " + parts + "; expected equal parts");
    }
    return Split.equal(axis, src.dim(axis), parts);
  }

  /** One that nobody wants still needs a name. */
  private static List<String> outputs(OnnxNode node, GraphContext context) {
    List<String> outputs = new ArrayList<>();
    for (int i = 0; i < node.outputCount(); i++) {
      String name = node.output(i);
      outputs.add(name.isEmpty() ? context.fresh(node.name() + "/output-" + i) : name);
    }
    return outputs;
  }

  static void expand(OnnxNode node, GraphContext context) {
    decided(node, context, "Expand", values -> new Expand(shape(values.ints(1))));
  }

  static void tile(OnnxNode node, GraphContext context) {
    decided(node, context, "Tile", values -> new Tile(values.ints(1)));
  }

  private static void decided(
      OnnxNode node, GraphContext context, String type, InputValues.Maker maker) {
    node.expectInputs(2, 2);
    node.expectOutputs(1);
    OpSource source = InputValues.deferred(node, context, type, 1, maker);
    context.node(node, source, List.of(node.input(0)), List.of(node.output()));
  }

  static Shape shape(List<Integer> dims) {
    return Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
  }

  private static List<Integer> toInts(List<Long> longs) {
    return longs.stream().map(Math::toIntExact).toList();
  }

  static void gather(OnnxNode node, GraphContext context) {
    along(node, context, "Gather", Gather::new);
  }

  static void gatherElements(OnnxNode node, GraphContext context) {
    along(node, context, "GatherElements", GatherElements::new);
  }

  private static void along(
      OnnxNode node, GraphContext context, String type, IntFunction<Op> make) {
    node.expectInputs(2, 2);
    node.expectOutputs(1);
    int axis = node.count("axis", 0);
    OpSource source =
        axis >= 0
            ? new OpSource.Fixed(make.apply(axis))
            : new OpSource.Deferred(
                type,
                List.of(),
                (srcs, none) ->
                    make.apply(InputValues.axis(type, axis, srcs.get(0).shape().rank())));
    context.node(node, source, List.of(node.input(0), node.input(1)), List.of(node.output()));
  }

  static void depthToSpace(OnnxNode node, GraphContext context) {
    String mode = context.opset() < 11 ? "DCR" : node.text("mode", "DCR");
    DepthToSpace.Order order =
        switch (mode) {
          case "DCR" -> DepthToSpace.Order.DEPTH_FIRST;
          case "CRD" -> DepthToSpace.Order.COLUMN_FIRST;
          default ->
              throw new UnsupportedNodeException("mode", "is " + mode + "; expected DCR or CRD");
        };
    single(node, context, new DepthToSpace(blockSize(node), order));
  }

  static void spaceToDepth(OnnxNode node, GraphContext context) {
    single(node, context, new SpaceToDepth(blockSize(node)));
  }

  private static int blockSize(OnnxNode node) {
    if (!node.has("blocksize")) {
      throw new UnsupportedNodeException("blocksize", "is missing; expected a number");
    }
    return node.count("blocksize", 1);
  }

  private static void single(OnnxNode node, GraphContext context, Op op) {
    node.expectInputs(1, 1);
    node.expectOutputs(1);
    context.node(node, op, List.of(node.input(0)), List.of(node.output()));
  }
}
