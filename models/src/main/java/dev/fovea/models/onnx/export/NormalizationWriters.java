package dev.fovea.models.onnx.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.GroupNorm;
import dev.fovea.op.LayerNorm;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.op.LogSoftmax;
import dev.fovea.op.Softmax;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes normalisations: ONNX BatchNormalization-15, InstanceNormalization-6,
 * GroupNormalization-21, LayerNormalization-17, LRN-13, Softmax-13 and LogSoftmax-13.
 */
final class NormalizationWriters {
  /** Since then scale and bias belong to channels. */
  private static final int GROUPS = 21;

  private NormalizationWriters() {}

  static void batch(BatchNorm op, ExportNode node, ExportContext out) {
    Step step = out.step(node, "BatchNormalization").inputs(out.inputs(node));
    step.number("epsilon", op.epsilon()).makes(node);
  }

  static void group(GroupNorm op, ExportNode node, ExportContext out) {
    if (op.groups() == op.channels()) {
      Step step = out.step(node, "InstanceNormalization").inputs(out.inputs(node));
      step.number("epsilon", op.epsilon()).makes(node);
      return;
    }
    out.require(GROUPS);
    Step step = out.step(node, "GroupNormalization").inputs(out.inputs(node));
    step.number("epsilon", op.epsilon()).integer("num_groups", op.groups()).makes(node);
  }

  static void layer(LayerNorm op, ExportNode node, ExportContext out) {
    Step step = out.step(node, "LayerNormalization").inputs(out.inputs(node));
    step.integer("axis", -op.normalised().rank()).number("epsilon", op.epsilon()).makes(node);
  }

  static void localResponse(LocalResponseNorm op, ExportNode node, ExportContext out) {
    Step step = out.step(node, "LRN").inputs(out.inputs(node));
    step.integer("size", op.size()).number("alpha", op.alpha());
    step.number("beta", op.beta()).number("bias", op.bias()).makes(node);
  }

  static void softmax(Softmax op, ExportNode node, ExportContext out) {
    alongAxes("Softmax", op.axis(), op.endAxis(), node, out);
  }

  static void logSoftmax(LogSoftmax op, ExportNode node, ExportContext out) {
    alongAxes("LogSoftmax", op.axis(), op.endAxis(), node, out);
  }

  /** ONNX knows one axis: several are made one, and the shape is restored behind. */
  private static void alongAxes(
      String operator, int axis, int endAxis, ExportNode node, ExportContext out) {
    String src = out.input(node, 0);
    if (endAxis == axis + 1) {
      out.step(node, operator).input(src).integer("axis", axis).makes(node);
      return;
    }
    ValueType shape = node.src();
    List<Integer> joined = new ArrayList<>();
    for (int i = 0; i < axis; i++) {
      joined.add(shape.isFixed(i) ? shape.dim(i) : 0);
    }
    joined.add(-1);
    for (int i = endAxis; i < shape.rank(); i++) {
      if (!shape.isFixed(i)) {
        throw new UnwritableNodeException(
            "sums over axes "
                + axis
                + " to "
                + (endAxis - 1)
                + " of "
                + shape.dims()
                + "; expected one axis, or known extents behind; fix shapes with"
                + " ExportOptions.shape");
      }
      joined.add(shape.dim(i));
    }
    String matrix =
        out.step(node, "join", "Reshape")
            .input(src)
            .input(out.longs(node, "joined", joined))
            .made(DataType.FLOAT);
    String result =
        out.step(node, operator).input(matrix).integer("axis", axis).made(DataType.FLOAT);
    String restored = ShapeWriters.shapeOf(node, out, src);
    out.step(node, "restore", "Reshape").input(result).input(restored).makes(node);
  }
}
