package dev.fovea.models.onnx.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.fovea.op.Activation;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Linear;
import dev.fovea.op.Padding;
import dev.fovea.op.Size2d;
import dev.fovea.tensor.Tensor;
import java.util.List;

/**
 * Writes what multiplies by learned weights: ONNX Conv-11, ConvTranspose-11, and Gemm-13 for fully
 * connected layers. What is fused behind becomes nodes of its own, which a session fuses again.
 */
final class LinearWriters {
  /** Of outputs that axes run out of: before the first index. */
  private static final int BEFORE_ALL = Integer.MIN_VALUE;

  private LinearWriters() {}

  static void conv(Conv2d op, ExportNode node, ExportContext out) {
    boolean turned = op.mode() == Conv2d.Mode.CONVOLUTION;
    String weights = turned ? turned(node, out) : out.input(node, 1);
    Step step = out.step(node, "Conv").input(out.input(node, 0)).input(weights);
    if (op.bias()) {
      step.input(out.input(node, 2));
    }
    finish(op, Windows.write(step, op.window()).integer("group", op.groups()), node, out);
  }

  /** ONNX reads a kernel as it is stored. */
  private static String turned(ExportNode node, ExportContext out) {
    String value = node.inputs().get(1);
    Tensor constant = out.constant(value);
    if (constant != null) {
      return out.derived(value + "/turned", constant, Rearranged::turned);
    }
    return out.step(node, "turn", "Slice")
        .input(out.input(node, 1))
        .input(out.longs(node, "starts", List.of(-1, -1)))
        .input(out.longs(node, "ends", List.of(BEFORE_ALL, BEFORE_ALL)))
        .input(out.longs(node, "axes", List.of(2, 3)))
        .input(out.longs(node, "steps", List.of(-1, -1)))
        .made(DataType.FLOAT);
  }

  static void convTranspose(ConvTranspose2d op, ExportNode node, ExportContext out) {
    Step step = out.step(node, "ConvTranspose").inputs(withoutResidual(op, node, out));
    Windows.withoutPads(step, op.window()).integer("group", op.groups());
    Size2d size = op.outputSize();
    if (size != null) {
      step.ints("output_shape", size);
    }
    // Beside a wanted size, padding in numbers means nothing.
    if (size == null || op.window().padding() instanceof Padding.Same) {
      Windows.pads(step, op.window().padding());
    }
    if (!op.outputPadding().equals(Size2d.ZERO)) {
      step.ints("output_padding", op.outputPadding());
    }
    finish(op, step, node, out);
  }

  static void dense(Dense op, ExportNode node, ExportContext out) {
    List<String> inputs = withoutResidual(op, node, out);
    String src = inputs.get(0);
    if (node.src().rank() != 2) {
      src = out.step(node, "flat", "Flatten").input(src).integer("axis", 1).made(DataType.FLOAT);
    }
    Step step = out.step(node, "Gemm").input(src).inputs(inputs.subList(1, inputs.size()));
    finish(op, step.integer("transB", 1), node, out);
  }

  private static List<String> withoutResidual(Linear op, ExportNode node, ExportContext out) {
    List<String> inputs = out.inputs(node);
    return op.epilogue().residual() ? inputs.subList(0, inputs.size() - 1) : inputs;
  }

  /** Adds the residual and the activation behind a step that computes all before. */
  private static void finish(Linear op, Step step, ExportNode node, ExportContext out) {
    Activation activation = op.epilogue().activation();
    Step last = step;
    if (op.epilogue().residual()) {
      String residual = out.input(node, node.inputs().size() - 1);
      String sum = last.made(DataType.FLOAT);
      last = out.step(node, "add", "Add").input(sum).input(residual);
    }
    if (activation.isIdentity()) {
      last.makes(node);
    } else {
      ActivationWriters.fused(activation, node, out, last.made(DataType.FLOAT));
    }
  }
}
