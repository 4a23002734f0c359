package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * General matrix product: dst = alpha A' B' + beta C, where A' is a or its transpose, B' b or its
 * transpose. A fully connected layer with constant weights is better said as {@link Dense}.
 *
 * <p>Shapes: A' [M, K], B' [K, N], dst [M, N]; C broadcasts to [M, N]. Source: ONNX Gemm-13.
 *
 * @param transposeA whether a is [K, M]
 * @param transposeB whether b is [N, K]
 * @param alpha factor of the product
 * @param beta factor of C
 * @param addend whether there is an input c
 */
public record Gemm(boolean transposeA, boolean transposeB, float alpha, float beta, boolean addend)
    implements Op {

  @Override
  public List<Port> inputs() {
    return addend
        ? List.of(Port.data("a"), Port.data("b"), Port.data("c"))
        : List.of(Port.data("a"), Port.data("b"));
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.floatInputs(this, inputs);
    Shape a = inputs.get(0).shape();
    Shape b = inputs.get(1).shape();
    require(a.rank() == 2 && b.rank() == 2, type(), "inputs are %s and %s; expected rank 2", a, b);
    int k = a.dim(transposeA ? 0 : 1);
    int bk = b.dim(transposeB ? 1 : 0);
    require(
        k == bk, type(), "inner extents are %d and %d; expected equal ones (%s, %s)", k, bk, a, b);
    TensorDesc dst = Checks.dst(this, a.dim(transposeA ? 1 : 0), b.dim(transposeB ? 0 : 1));
    if (addend) {
      Shape c = inputs.get(2).shape();
      require(
          Broadcast.to(c, dst.shape()),
          type(),
          "c is %s; expected a shape that broadcasts to %s",
          c,
          dst.shape());
    }
    return List.of(dst);
  }

  @Override
  public long parameterCount() {
    return 0;
  }

  @Override
  public long multiplyAdds(List<TensorDesc> inputs) {
    long results = infer(inputs).get(0).shape().elements();
    return Checks.multiplyAdds(this, results, inputs.get(0).shape().dim(transposeA ? 0 : 1));
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.gemm(this, inputs, options);
  }
}
