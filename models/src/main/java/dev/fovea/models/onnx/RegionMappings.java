package dev.fovea.models.onnx;

import dev.fovea.op.OperatorException;
import dev.fovea.op.Pad;
import dev.fovea.op.StridedSlice;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * ONNX Slice-13 and Pad-19: what they cut or add are attributes in old opsets, optional inputs
 * since.
 */
final class RegionMappings {
  private RegionMappings() {}

  static void slice(OnnxNode node, GraphContext context) {
    boolean attributes = context.opset() < 10;
    node.expectInputs(attributes ? 1 : 3, attributes ? 1 : 5);
    node.expectOutputs(1);
    OpSource source =
        attributes
            ? new OpSource.Fixed(
                slice(
                    required(node, "starts"),
                    required(node, "ends"),
                    node.longs("axes"),
                    List.of()))
            : InputValues.deferred(node, context, "Slice", 1, RegionMappings::slice);
    context.node(node, source, List.of(node.input(0)), List.of(node.output()));
  }

  private static StridedSlice slice(InputValues values) {
    return slice(values.longs(1), values.longs(2), values.longs(3), values.longs(4));
  }

  private static StridedSlice slice(
      List<Long> starts, List<Long> ends, List<Long> axes, List<Long> steps) {
    if (starts.size() != ends.size()
        || (!axes.isEmpty() && axes.size() != starts.size())
        || (!steps.isEmpty() && steps.size() != starts.size())) {
      throw new OperatorException(
          "Slice",
          String.format(
              "starts are %s, ends %s, axes %s and steps %s; expected as many of each",
              starts, ends, axes, steps));
    }
    List<StridedSlice.Range> ranges = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      ranges.add(
          new StridedSlice.Range(
              axes.isEmpty() ? i : cut(axes.get(i)),
              cut(starts.get(i)),
              cut(ends.get(i)),
              steps.isEmpty() ? 1 : cut(steps.get(i))));
    }
    return new StridedSlice(ranges);
  }

  /** "To the end" is often the largest long; beyond any extent, an int says the same. */
  private static int cut(long index) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, index));
  }

  static void pad(OnnxNode node, GraphContext context) {
    boolean attributes = context.opset() < 11;
    node.expectInputs(attributes ? 1 : 2, attributes ? 1 : context.opset() < 18 ? 3 : 4);
    node.expectOutputs(1);
    Pad.Mode mode = mode(node, context.opset());
    List<Long> given = attributes ? required(node, "pads") : List.of();
    double value = attributes ? node.number("value", 0) : 0;
    Function<InputValues, List<Integer>> pads =
        values -> ints(attributes ? given : spread(values, values.longs(1), values.longs(3)));
    String padded = node.input(0);
    if (removes(attributes ? given : constant(context, node.input(1)))) {
      String cut = context.fresh(node.name() + "/cut");
      OpSource source =
          InputValues.deferred(node, context, "Pad", 1, values -> cut(pads.apply(values)));
      context.helper(node, "cut", source, padded, cut);
      padded = cut;
    }
    OpSource source =
        InputValues.deferred(
            node,
            context,
            "Pad",
            1,
            values -> pad(pads.apply(values), mode, attributes ? value : values.number(2)));
    context.node(node, source, List.of(padded), List.of(node.output()));
  }

  private static Pad.Mode mode(OnnxNode node, int opset) {
    String mode = node.text("mode", "constant");
    return switch (mode) {
      case "constant" -> Pad.Mode.CONSTANT;
      case "reflect" -> Pad.Mode.REFLECT;
      case "edge" -> Pad.Mode.EDGE;
      case "wrap" -> {
        if (opset < 19) {
          throw new UnsupportedNodeException("mode", "is wrap; expected opset 19 or newer for it");
        }
        yield Pad.Mode.WRAP;
      }
      default ->
          throw new UnsupportedNodeException(
              "mode", "is " + mode + "; expected constant, reflect, edge or wrap");
    };
  }

  private static List<Long> constant(GraphContext context, String pads) {
    Tensor constant = context.constant(pads);
    if (constant == null) {
      return List.of();
    }
    List<Long> longs = new ArrayList<>();
    for (long pad : constant.toLongs()) {
      longs.add(pad);
    }
    return longs;
  }

  /** Tells whether some pads are negative, so that they cut. */
  private static boolean removes(List<Long> pads) {
    return pads.stream().anyMatch(pad -> pad < 0);
  }

  private static StridedSlice cut(List<Integer> pads) {
    List<StridedSlice.Range> ranges = new ArrayList<>();
    int rank = pads.size() / 2;
    for (int axis = 0; axis < rank; axis++) {
      int begin = Math.max(0, -pads.get(axis));
      int end = pads.get(axis + rank) < 0 ? pads.get(axis + rank) : Integer.MAX_VALUE;
      ranges.add(new StridedSlice.Range(axis, begin, end, 1));
    }
    return new StridedSlice(ranges);
  }

  private static Pad pad(List<Integer> pads, Pad.Mode mode, double value) {
    int axes = pads.size() / 2;
    List<Integer> added = pads.stream().map(pad -> Math.max(0, pad)).toList();
    return new Pad(added.subList(0, axes), added.subList(axes, added.size()), mode, value);
  }

  private static List<Integer> ints(List<Long> pads) {
    return pads.stream().map(Math::toIntExact).toList();
  }

  private static List<Long> spread(InputValues values, List<Long> pads, List<Long> axes) {
    if (!values.has(3)) {
      return pads;
    }
    int rank = values.src().rank();
    if (pads.size() != 2 * axes.size()) {
      throw new OperatorException(
          "Pad", "pads are " + pads + " and axes " + axes + "; expected two pads for every axis");
    }
    List<Long> all = new ArrayList<>(Collections.nCopies(2 * rank, 0L));
    for (int i = 0; i < axes.size(); i++) {
      int axis = InputValues.axis("Pad", axes.get(i), rank);
      all.set(axis, pads.get(i));
      all.set(axis + rank, pads.get(i + axes.size()));
    }
    return all;
  }

  private static List<Long> required(OnnxNode node, String attribute) {
    if (!node.has(attribute)) {
      throw new UnsupportedNodeException(attribute, "is missing; expected one number an axis");
    }
    return node.longs(attribute);
  }
}
