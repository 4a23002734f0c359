package dev.fovea.models.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.fovea.op.Concat;
import dev.fovea.op.Flatten;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Reshape;
import dev.fovea.op.Reshaping;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What moves or makes values: Concat-13, Reshape-14, Flatten-13, Identity-16, Dropout-13,
 * Constant-13.
 */
final class ShapeMappings {
  private ShapeMappings() {}

  static void flatten(OnnxNode node, GraphContext context) {
    node.expectInputs(1, 1);
    node.expectOutputs(1);
    reshape(node, context, new Flatten(node.count("axis", 1)));
  }

  static void reshape(OnnxNode node, GraphContext context) {
    node.expectInputs(2, 2);
    node.expectOutputs(1);
    String shape = node.input(1);
    boolean allowZero = node.flag("allowzero", false);
    context.expectDecider("shape", shape);
    Tensor constant = context.constant(shape);
    if (constant != null) {
      reshape(node, context, new Reshape(dims(constant), allowZero));
      return;
    }
    OpSource source =
        new OpSource.Deferred(
            "Reshape",
            List.of(shape),
            (inputs, deciders) -> new Reshape(dims(deciders.get(0)), allowZero));
    context.node(node, source, List.of(node.input(0)), List.of(node.output()));
  }

  private static List<Integer> dims(Tensor shape) {
    if (shape.desc().dtype() != DType.INT64 || shape.shape().rank() != 1) {
      throw new OperatorException(
          "Reshape", "shape is " + shape.desc() + "; expected int64 of rank 1");
    }
    List<Integer> dims = new ArrayList<>();
    for (long dim : shape.toLongs()) {
      dims.add(Math.toIntExact(dim));
    }
    return dims;
  }

  /** A constant under another shape is a constant. */
  private static void reshape(OnnxNode node, GraphContext context, Reshaping op) {
    Tensor constant = context.constant(node.input(0));
    if (constant != null) {
      context.constant(node.output(), constant.reshape(op.target(constant.shape())));
    } else {
      context.node(node, op, List.of(node.input(0)), List.of(node.output()));
    }
  }

  static void concat(OnnxNode node, GraphContext context) {
    node.expectInputs(1, Integer.MAX_VALUE);
    node.expectOutputs(1);
    if (context.opset() >= 4 && !node.has("axis")) {
      throw new UnsupportedNodeException("axis", "is missing; expected one since opset 4");
    }
    int axis = node.count("axis", 1);
    List<String> inputs = node.presentInputs();
    int count = inputs.size();
    OpSource source =
        axis >= 0
            ? new OpSource.Fixed(new Concat(axis, count))
            : new OpSource.Deferred(
                "Concat",
                List.of(),
                (srcs, none) -> new Concat(fromStart(axis, srcs.get(0).shape()), count));
    context.node(node, source, inputs, List.of(node.output()));
  }

  private static int fromStart(int axis, Shape shape) {
    if (axis < -shape.rank()) {
      throw new OperatorException(
          "Concat", "axis is " + axis + "; expected " + -shape.rank() + " or more for " + shape);
    }
    return axis + shape.rank();
  }

  static void identity(OnnxNode node, GraphContext context) {
    node.expectInputs(1, 1);
    node.expectOutputs(1);
    context.alias(node, node.output(), node.input(0));
  }

  /** In inference nothing is dropped. */
  static void dropout(OnnxNode node, GraphContext context) {
    node.expectInputs(1, context.opset() < 12 ? 1 : 3);
    node.expectOutputs(2);
    node.ignore("ratio", "seed");
    if (context.opset() < 7 && !node.flag("is_test", false)) {
      throw new UnsupportedNodeException("is_test", "is 0; expected 1 (inference)");
    }
    if (node.hasInput(2)) {
      Tensor training = context.constant(node.input(2));
      if (training == null
          || training.shape().elements() != 1
          || training.desc().dtype() != DType.INT64
          || training.toLongs()[0] != 0) {
        throw new UnsupportedNodeException(
            "training_mode (" + node.input(2) + ") is set; expected a constant false or none");
      }
    }
    if (!node.output(1).isEmpty() && context.isRead(node.output(1))) {
      throw new UnsupportedNodeException(
          "output 1 (" + node.output(1) + ") is a bool mask; expected it unused");
    }
    context.alias(node, node.output(), node.input(0));
  }

  static void constant(OnnxNode node, GraphContext context) {
    node.expectInputs(0, 0);
    node.expectOutputs(1);
    // Asked for first: what is made below must not get lost.
    String output = node.output();
    TensorProto value = node.tensor("value");
    Tensor tensor;
    if (value != null) {
      tensor = context.tensor(value);
    } else if (node.has("value_float")) {
      tensor = Tensor.of(Shape.of(), node.number("value_float", 0));
    } else if (node.has("value_floats")) {
      tensor = vector(node.floats("value_floats"));
    } else if (node.has("value_int")) {
      tensor = Tensor.ofLongs(Shape.of(), node.integer("value_int", 0));
    } else if (node.has("value_ints")) {
      List<Long> values = node.longs("value_ints");
      long[] longs = values.stream().mapToLong(Long::longValue).toArray();
      tensor = Tensor.ofLongs(Shape.of(longs.length), longs);
    } else {
      throw new UnsupportedNodeException(
          "value", "is missing; expected a tensor, or numbers as value_float, value_ints, ...");
    }
    context.constant(output, tensor);
  }

  private static Tensor vector(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return Tensor.of(Shape.of(floats.length), floats);
  }
}
