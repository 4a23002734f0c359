package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * Products of matrices, one for each index of the leading axes: dst[..., m, n] = sum over k of
 * a[..., m, k] b[..., k, n]. Two matrices are better said as {@link Gemm}, constant weights as
 * {@link Dense}.
 *
 * <p>The leading axes broadcast to each other. A vector a is a row whose axis goes from dst again,
 * a vector b a column.
 *
 * <p>Shapes: a [..., M, K] or [K]; b [..., K, N], [K], or [..., N, K] if transposed; dst [..., M,
 * N]. Source: ONNX MatMul-13, NumPy matmul.
 *
 * @param transposeB whether b's last two axes are exchanged; a vector has none
 */
public record MatMul(boolean transposeB) implements Op {
  private static final List<Port> PORTS = List.of(Port.data("a"), Port.data("b"));

  /**
   * The extents of one product, and how many there are.
   *
   * @param m rows of a and dst
   * @param n columns of b and dst
   * @param k columns of a and rows of b
   * @param batchA leading axes of a
   * @param batchB leading axes of b
   * @param batch leading axes of dst
   */
  public record Extents(int m, int n, int k, Shape batchA, Shape batchB, Shape batch) {}

  /**
   * Returns the extents for inputs of these shapes; throws OperatorException if they do not fit.
   */
  public Extents extents(Shape a, Shape b) {
    require(
        a.rank() >= 1 && b.rank() >= (transposeB ? 2 : 1),
        type(),
        "inputs are %s and %s; expected vectors or matrices%s",
        a,
        b,
        transposeB ? ", b a matrix" : "");
    int k = a.dim(a.rank() - 1);
    int rows = b.rank() == 1 ? b.dim(0) : b.dim(b.rank() - (transposeB ? 1 : 2));
    require(
        k == rows,
        type(),
        "inner extents are %d and %d; expected equal ones (%s, %s)",
        k,
        rows,
        a,
        b);
    Shape batchA = leading(a);
    Shape batchB = leading(b);
    return new Extents(
        a.rank() == 1 ? 1 : a.dim(a.rank() - 2),
        b.rank() == 1 ? 1 : b.dim(b.rank() - (transposeB ? 2 : 1)),
        k,
        batchA,
        batchB,
        Broadcast.of(this, batchA, batchB));
  }

  private static Shape leading(Shape shape) {
    int[] dims = new int[Math.max(0, shape.rank() - 2)];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = shape.dim(axis);
    }
    return Shape.of(dims);
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.floatInputs(this, inputs);
    Shape a = inputs.get(0).shape();
    Shape b = inputs.get(1).shape();
    Extents extents = extents(a, b);
    List<Integer> dims = new ArrayList<>();
    for (int dim : extents.batch().dims()) {
      dims.add(dim);
    }
    if (a.rank() > 1) {
      dims.add(extents.m());
    }
    if (b.rank() > 1) {
      dims.add(extents.n());
    }
    return List.of(Checks.dst(this, dims.stream().mapToLong(Integer::longValue).toArray()));
  }

  @Override
  public long parameterCount() {
    return 0;
  }

  @Override
  public long multiplyAdds(List<TensorDesc> inputs) {
    long results = infer(inputs).get(0).shape().elements();
    Shape a = inputs.get(0).shape();
    return Checks.multiplyAdds(this, results, a.dim(a.rank() - 1));
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.matMul(this, inputs, options);
  }
}
