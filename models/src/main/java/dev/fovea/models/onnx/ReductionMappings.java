package dev.fovea.models.onnx;

import dev.fovea.op.ArgExtremum;
import dev.fovea.op.ArgExtremum.Extreme;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Reduce;
import dev.fovea.op.Reduce.Kind;
import dev.fovea.op.StridedSlice;
import dev.fovea.op.TopK;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.Arrays;
import java.util.List;

/**
 * ONNX ReduceSum-13, the other Reduce operators of version 18 and 20, ArgMax-13, ArgMin-13 and
 * TopK-11. The axes are an attribute before opset 13 (ReduceSum) or 18 (all others), an optional
 * input since.
 */
final class ReductionMappings {
  private ReductionMappings() {}

  /** Returns the mapping of an operator. */
  static OperatorMapping reduce(Kind kind) {
    int axesAsInput = kind == Kind.SUM ? 13 : 18;
    return (node, context) -> reduce(node, context, kind, context.opset() >= axesAsInput);
  }

  private static void reduce(OnnxNode node, GraphContext context, Kind kind, boolean axesAsInput) {
    node.expectInputs(1, axesAsInput ? 2 : 1);
    node.expectOutputs(1);
    boolean keepDims = node.flag("keepdims", true);
    boolean noneIsAll = !axesAsInput || !node.flag("noop_with_empty_axes", false);
    List<String> deciders = List.of();
    List<Integer> axes = List.of();
    if (axesAsInput && node.hasInput(1)) {
      context.expectDecider("axes", node.input(1));
      deciders = List.of(node.input(1));
    } else if (!axesAsInput) {
      axes = axes(node.longs("axes"));
    }
    List<Integer> attribute = axes;
    OpSource source =
        new OpSource.Deferred(
            node.operator(),
            deciders,
            (srcs, tensors) -> {
              List<Integer> chosen =
                  tensors.isEmpty() ? attribute : axes(node.operator(), tensors.get(0));
              return chosen.isEmpty() && !noneIsAll
                  ? untouched()
                  : reduction(new Reduce(kind, chosen, keepDims), srcs.get(0));
            });
    context.node(node, source, List.of(node.input(0)), List.of(node.output()));
  }

  /** A slice without ranges takes everything, of any type. */
  private static Op untouched() {
    return new StridedSlice(List.of());
  }

  /** A mean over the map is how some exporters write global average pooling. */
  private static Op reduction(Reduce op, TensorDesc src) {
    return op.isGlobalAverage(src) ? new GlobalAveragePool() : op;
  }

  private static List<Integer> axes(String operator, Tensor tensor) {
    if (tensor.desc().dtype() != DType.INT64 || tensor.shape().rank() != 1) {
      throw new OperatorException(
          operator, "axes are " + tensor.desc() + "; expected int64 of rank 1");
    }
    return axes(Arrays.stream(tensor.toLongs()).boxed().toList());
  }

  private static List<Integer> axes(List<Long> axes) {
    return axes.stream().map(Math::toIntExact).toList();
  }

  static void topK(OnnxNode node, GraphContext context) {
    boolean input = context.opset() >= 10;
    node.expectInputs(input ? 2 : 1, input ? 2 : 1);
    node.expectOutputs(2);
    int axis = node.count("axis", -1);
    boolean largest = context.opset() < 11 || node.flag("largest", true);
    // Sorted values are as good as those in any order.
    node.ignore(context.opset() < 11 ? new String[0] : new String[] {"sorted"});
    List<String> outputs = List.of(named(node, context, 0), named(node, context, 1));
    OpSource source;
    if (input) {
      context.expectDecider("k", node.input(1));
      source =
          new OpSource.Deferred(
              "TopK",
              List.of(node.input(1)),
              (srcs, tensors) -> new TopK(count(tensors.get(0)), axis, largest));
    } else if (node.has("k")) {
      source = new OpSource.Fixed(new TopK(node.count("k", 0), axis, largest));
    } else {
      throw new UnsupportedNodeException("k", "is missing; expected a number of values");
    }
    context.node(node, source, List.of(node.input(0)), outputs);
  }

  private static String named(OnnxNode node, GraphContext context, int output) {
    return node.output(output).isEmpty()
        ? context.fresh(node.name() + "/output-" + output)
        : node.output(output);
  }

  private static int count(Tensor k) {
    if (k.desc().dtype() != DType.INT64 || k.shape().elements() != 1) {
      throw new OperatorException("TopK", "k is " + k.desc() + "; expected one int64");
    }
    return Math.toIntExact(k.toLongs()[0]);
  }

  static void argMax(OnnxNode node, GraphContext context) {
    argExtremum(node, context, Extreme.MAX);
  }

  static void argMin(OnnxNode node, GraphContext context) {
    argExtremum(node, context, Extreme.MIN);
  }

  private static void argExtremum(OnnxNode node, GraphContext context, Extreme extreme) {
    node.expectInputs(1, 1);
    node.expectOutputs(1);
    int axis = node.count("axis", 0);
    boolean keepDims = node.flag("keepdims", true);
    boolean last = context.opset() >= 12 && node.flag("select_last_index", false);
    context.node(
        node,
        new ArgExtremum(extreme, axis, keepDims, last),
        List.of(node.input(0)),
        List.of(node.output()));
  }
}
