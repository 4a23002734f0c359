package dev.fovea.models.onnx;

import dev.fovea.op.Dense;
import dev.fovea.op.Gemm;
import dev.fovea.op.MatMul;
import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ONNX Gemm-13 and MatMul-13. */
final class MatrixMappings {
  private MatrixMappings() {}

  static void gemm(OnnxNode node, GraphContext context) {
    node.expectInputs(2, 3);
    node.expectOutputs(1);
    if (context.opset() < 7) {
      node.ignore("broadcast");
    }
    boolean transposeA = node.flag("transA", false);
    boolean transposeB = node.flag("transB", false);
    float alpha = node.number("alpha", 1);
    float beta = node.number("beta", 1);
    boolean addend = node.hasInput(2) && beta != 0;
    boolean plain = !transposeA && alpha == 1 && (beta == 1 || !addend);
    if (plain
        && dense(
            node, context, transposeB, addend ? node.input(2) : null, MatrixMappings::refused)) {
      return;
    }
    List<String> inputs = addend ? node.presentInputs() : node.presentInputs().subList(0, 2);
    Gemm op = new Gemm(transposeA, transposeB, alpha, beta, addend);
    context.node(node, op, inputs, List.of(node.output()));
  }

  static void matMul(OnnxNode node, GraphContext context) {
    node.expectInputs(2, 2);
    node.expectOutputs(1);
    if (!dense(node, context, false, null, stacks -> new MatMul(true))) {
      OpSource source =
          new OpSource.Deferred(
              "MatMul",
              List.of(),
              (inputs, none) ->
                  inputs.get(0).shape().rank() == 2 && inputs.get(1).shape().rank() == 2
                      ? new Gemm(false, false, 1, 1, false)
                      : new MatMul(false));
      context.node(node, source, node.presentInputs(), List.of(node.output()));
    }
  }

  /** Makes an operator of transposed weights for an input that is no matrix, or refuses it. */
  private interface Otherwise {
    Op make(Shape src);
  }

  /** Adds a fully connected layer if weights and bias are constants that fit one. */
  private static boolean dense(
      OnnxNode node,
      GraphContext context,
      boolean transposed,
      @Nullable String bias,
      Otherwise otherwise) {
    Tensor weights = context.constant(node.input(1));
    if (weights == null
        || weights.desc().dtype() == DType.INT64
        || weights.shape().rank() != 2
        || weights.shape().elements() == 0) {
      return false;
    }
    int out = weights.shape().dim(transposed ? 0 : 1);
    int in = weights.shape().dim(transposed ? 1 : 0);
    Tensor addend = bias == null ? null : context.constant(bias);
    if (bias != null && (addend == null || !isVector(addend.shape(), out))) {
      return false;
    }
    List<String> inputs = new ArrayList<>();
    inputs.add(node.input(0));
    inputs.add(
        transposed
            ? node.input(1)
            : context.derived(
                node.input(1), weights, "transposed", MatrixMappings::transposedCopy));
    if (bias != null && addend != null) {
      inputs.add(
          addend.shape().rank() == 1
              ? bias
              : context.derived(bias, addend, "vector", c -> c.reshape(Shape.of(out))));
    }
    Dense op = Dense.of(in, out).bias(bias != null);
    OpSource source = ofMatrix(op, context.rank(node.input(0)), otherwise);
    context.node(node, source, inputs, List.of(node.output()));
    return true;
  }

  /** Dense flattens what a matrix product refuses or reads as a stack of matrices. */
  private static OpSource ofMatrix(Dense op, int rank, Otherwise otherwise) {
    if (rank == 2) {
      return new OpSource.Fixed(op);
    }
    return new OpSource.Deferred(
        op.type(),
        List.of(),
        (inputs, none) -> {
          Shape src = inputs.get(0).shape();
          return src.rank() == 2 ? op : otherwise.make(src);
        });
  }

  private static Op refused(Shape src) {
    throw new OperatorException("Dense", "input is " + src + "; expected rank 2");
  }

  private static boolean isVector(Shape shape, int length) {
    return shape.equals(Shape.of(length)) || shape.equals(Shape.of(1, length));
  }

  /** Copies element by element outside the heap, where large weights do not fit. */
  private static Tensor transposedCopy(Tensor matrix) {
    int rows = matrix.shape().dim(0);
    int columns = matrix.shape().dim(1);
    DType dtype = matrix.desc().dtype();
    Tensor transposed = Tensor.allocate(TensorDesc.of(dtype, Shape.of(columns, rows)));
    ByteBuffer from = matrix.bytes();
    ByteBuffer to = transposed.bytes();
    int size = dtype.bytes();
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int source = (row * columns + column) * size;
        int target = (column * rows + row) * size;
        if (dtype == DType.FLOAT32) {
          to.putInt(target, from.getInt(source));
        } else {
          to.putShort(target, from.getShort(source));
        }
      }
    }
    return transposed;
  }
}
