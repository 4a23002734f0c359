package dev.fovea.models.onnx;

import dev.fovea.op.BatchNorm;
import dev.fovea.op.LogSoftmax;
import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Softmax;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.Shape;
import java.util.List;

/**
 * ONNX BatchNormalization-15 in inference, Softmax-13 and LogSoftmax-13 (and -11, which take axes
 * as one).
 */
final class NormalizationMappings {
  private NormalizationMappings() {}

  static void batch(OnnxNode node, GraphContext context) {
    node.expectInputs(5, 5);
    if (node.flag("training_mode", false)) {
      throw new UnsupportedNodeException("training_mode", "is 1; expected 0 (inference)");
    }
    // In opset 6 the default is training.
    if (context.opset() < 7 && !node.flag("is_test", false)) {
      throw new UnsupportedNodeException("is_test", "is 0; expected 1 (inference)");
    }
    if (!node.flag("spatial", true)) {
      throw new UnsupportedNodeException("spatial", "is 0; expected 1 (statistics per channel)");
    }
    for (int i = 1; i < 5; i++) {
      if (!node.output(i).isEmpty() && context.isRead(node.output(i))) {
        throw new UnsupportedNodeException(
            "output " + i + " (" + node.output(i) + ") is for training; expected one output");
      }
    }
    node.expectOutputs(5);
    node.ignore("momentum");
    float epsilon = node.number("epsilon", 1e-5f);
    Shape scale = context.shape(node.input(1));
    OpSource source =
        scale != null
            ? new OpSource.Fixed(batch(scale, epsilon))
            : new OpSource.Deferred(
                "BatchNorm", List.of(), (inputs, none) -> batch(inputs.get(1).shape(), epsilon));
    context.node(node, source, node.presentInputs(), List.of(node.output()));
  }

  private static BatchNorm batch(Shape scale, float epsilon) {
    if (scale.rank() != 1) {
      throw new OperatorException("BatchNorm", "scale is " + scale + "; expected rank 1");
    }
    return new BatchNorm(scale.dim(0), epsilon);
  }

  static void softmax(OnnxNode node, GraphContext context) {
    alongAxes(node, context, Softmax::new);
  }

  static void logSoftmax(OnnxNode node, GraphContext context) {
    alongAxes(node, context, LogSoftmax::new);
  }

  /** Makes an operator whose sums run from the first axis to before the second. */
  private interface OfAxes {
    Op make(int axis, int endAxis);
  }

  private static void alongAxes(OnnxNode node, GraphContext context, OfAxes operator) {
    node.expectInputs(1, 1);
    node.expectOutputs(1);
    boolean single = context.opset() >= 13;
    int axis = node.count("axis", single ? -1 : 1);
    String type = node.operator();
    OpSource source =
        single && axis >= 0
            ? new OpSource.Fixed(operator.make(axis, axis + 1))
            : new OpSource.Deferred(
                type,
                List.of(),
                (inputs, none) -> alongAxes(type, operator, axis, single, inputs.get(0).shape()));
    context.node(node, source, List.of(node.input(0)), List.of(node.output()));
  }

  private static Op alongAxes(String type, OfAxes operator, int axis, boolean single, Shape src) {
    int rank = src.rank();
    if (axis < -rank || axis >= rank) {
      throw new OperatorException(
          type, "axis is " + axis + "; expected " + -rank + " to " + (rank - 1) + " for " + src);
    }
    int first = axis < 0 ? axis + rank : axis;
    return operator.make(first, single ? first + 1 : rank);
  }
}
