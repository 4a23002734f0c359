package dev.fovea.models.onnx;

import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Pad;
import dev.fovea.op.StridedSlice;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * ONNX Slice-13 and Pad-18 with mode constant: what they cut or add are attributes in old opsets,
 * optional inputs since.
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
            : deferred(node, context, "Slice", RegionMappings::slice);
    context.node(node, source, List.of(node.input(0)), List.of(node.output()));
  }

  private static StridedSlice slice(Values values) {
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
    String mode = node.text("mode", "constant");
    if (!mode.equals("constant")) {
      throw new UnsupportedNodeException("mode", "is " + mode + "; expected constant");
    }
    OpSource source =
        attributes
            ? new OpSource.Fixed(pad(required(node, "pads"), node.number("value", 0)))
            : deferred(node, context, "Pad", RegionMappings::pad);
    context.node(node, source, List.of(node.input(0)), List.of(node.output()));
  }

  private static Pad pad(Values values) {
    List<Long> pads = values.longs(1);
    List<Long> axes = values.longs(3);
    return pad(axes.isEmpty() ? pads : spread(pads, axes, values.rank()), values.number(2));
  }

  private static Pad pad(List<Long> pads, float value) {
    int axes = pads.size() / 2;
    List<Integer> all = pads.stream().map(Math::toIntExact).toList();
    return new Pad(all.subList(0, axes), all.subList(axes, all.size()), value);
  }

  private static List<Long> spread(List<Long> pads, List<Long> axes, int rank) {
    List<Long> all = new ArrayList<>(Collections.nCopies(2 * rank, 0L));
    for (int i = 0; i < axes.size(); i++) {
      int axis = Math.toIntExact(axes.get(i) < 0 ? axes.get(i) + rank : axes.get(i));
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

  /** Makes an operator of what the inputs behind the first say. */
  private interface Maker {
    Op make(Values values);
  }

  private static OpSource deferred(OnnxNode node, GraphContext context, String type, Maker maker) {
    List<String> deciders = new ArrayList<>();
    Map<Integer, Integer> places = new HashMap<>();
    for (int i = 1; i < 5; i++) {
      if (node.hasInput(i)) {
        context.expectDecider("input " + i, node.input(i));
        places.put(i, deciders.size());
        deciders.add(node.input(i));
      }
    }
    return new OpSource.Deferred(
        type,
        deciders,
        (srcs, tensors) ->
            maker.make(new Values(type, srcs.get(0).shape().rank(), places, tensors)));
  }

  /** The values of a node's optional inputs. */
  private record Values(String type, int rank, Map<Integer, Integer> places, List<Tensor> tensors) {

    List<Long> longs(int input) {
      Integer place = places.get(input);
      if (place == null) {
        return List.of();
      }
      Tensor tensor = tensors.get(place);
      if (tensor.desc().dtype() != DType.INT64 || tensor.shape().rank() != 1) {
        throw new OperatorException(
            type, "input " + input + " is " + tensor.desc() + "; expected int64 of rank 1");
      }
      return Arrays.stream(tensor.toLongs()).boxed().toList();
    }

    float number(int input) {
      Integer place = places.get(input);
      if (place == null) {
        return 0;
      }
      Tensor tensor = tensors.get(place);
      if (tensor.desc().dtype() != DType.FLOAT32 || tensor.shape().elements() != 1) {
        throw new OperatorException(
            type, "input " + input + " is " + tensor.desc() + "; expected one float32 value");
      }
      return tensor.toFloats()[0];
    }
  }
}
