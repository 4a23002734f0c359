package dev.fovea.models.onnx.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.fovea.op.DeformConv2d;
import dev.fovea.op.Gemm;
import dev.fovea.op.MatMul;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes products of matrices, and convolutions that gather first: Gemm-13, MatMul-13,
 * DeformConv-19.
 */
final class MatrixWriters {
  private static final int DEFORM_CONV = 19;

  /** What the importer puts behind the name of weights that it transposes. */
  private static final String TRANSPOSED = "/fovea-transposed";

  private MatrixWriters() {}

  static void gemm(Gemm op, ExportNode node, ExportContext out) {
    Step step = out.step(node, "Gemm").inputs(out.inputs(node));
    step.flag("transA", op.transposeA()).flag("transB", op.transposeB());
    step.number("alpha", op.alpha());
    if (op.addend()) {
      step.number("beta", op.beta());
    }
    step.makes(node);
  }

  static void matMul(MatMul op, ExportNode node, ExportContext out) {
    String b =
        op.transposeB() && node.srcs().get(1).rank() > 1
            ? turnedBack(node, out)
            : out.input(node, 1);
    out.step(node, "MatMul").input(out.input(node, 0)).input(b).makes(node);
  }

  /** Weights are transposed here, under the name that they had before the importer did it. */
  private static String turnedBack(ExportNode node, ExportContext out) {
    String value = node.inputs().get(1);
    Tensor constant = out.constant(value);
    int rank = node.srcs().get(1).rank();
    if (constant != null && rank == 2) {
      String wanted =
          value.endsWith(TRANSPOSED)
              ? value.substring(0, value.length() - TRANSPOSED.length())
              : value + "/transposed";
      return out.derived(wanted, constant, Rearranged::transposed);
    }
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      axes.add(axis < rank - 2 ? axis : 2 * rank - 3 - axis);
    }
    return out.step(node, "transpose", "Transpose")
        .input(out.input(node, 1))
        .ints("perm", axes)
        .made(DataType.FLOAT);
  }

  static void deformConv(DeformConv2d op, ExportNode node, ExportContext out) {
    out.require(DEFORM_CONV);
    List<String> inputs = new ArrayList<>(out.inputs(node));
    if (op.mask() && !op.bias()) {
      inputs.add(inputs.size() - 1, "");
    }
    Step step = out.step(node, "DeformConv").inputs(inputs);
    Windows.write(step, op.window())
        .integer("group", op.groups())
        .integer("offset_group", op.offsetGroups())
        .makes(node);
  }
}
