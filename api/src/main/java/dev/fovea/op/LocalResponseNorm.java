package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Local response normalisation across channels: at each position,
 *
 * <pre>
 * dst[c] = src[c] / (bias + alpha / size * sum of src[k]^2) ^ beta
 * </pre>
 *
 * <p>where k runs over {@code size} channels around c that exist, one more behind c than before it
 * if the size is even. NaN makes the results of the channels around it NaN, at its position.
 *
 * <p>Shapes: src [N, C, ...] of rank 2 or more; dst as src. Source: ONNX LRN-13; Krizhevsky,
 * Sutskever and Hinton, ImageNet classification (2012), without the division by the size.
 *
 * @param size channels that are summed over, 1 or more
 * @param alpha factor of their mean square, 0 or more
 * @param beta the exponent, 0 or more
 * @param bias added to the sum, 0 or more
 */
public record LocalResponseNorm(int size, float alpha, float beta, float bias) implements Op {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  /**
   * Creates the operator; throws OperatorException if a root of something negative might follow.
   */
  public LocalResponseNorm {
    require(size >= 1, "LocalResponseNorm", "size is %d; expected at least 1", size);
    require(
        isCount(alpha) && isCount(beta) && isCount(bias),
        "LocalResponseNorm",
        "alpha, beta and bias are %s, %s and %s; expected finite ones of 0 or more",
        alpha,
        beta,
        bias);
  }

  private static boolean isCount(float number) {
    return number >= 0 && Float.isFinite(number);
  }

  /** Returns how many channels before its own an output reads, at most. */
  public int before() {
    return (size - 1) / 2;
  }

  /** Returns how many channels behind its own an output reads, at most. */
  public int behind() {
    return size / 2;
  }

  /**
   * Returns the products of {@link dev.fovea.spi.ErrorModel.Direct} that float arithmetic needs:
   * size squares, their sum, factor and bias are size + 3 roundings, of which the power leaves beta
   * times as many.
   */
  public int products() {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.ceil(beta * (size + 3.0))));
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.floatInputs(this, inputs);
    Shape src = inputs.get(0).shape();
    require(src.rank() >= 2, type(), "input is %s; expected rank 2 or more (N,C,...)", src);
    return List.of(inputs.get(0).plain());
  }

  @Override
  public long parameterCount() {
    return 0;
  }

  @Override
  public long multiplyAdds(List<TensorDesc> inputs) {
    return 0;
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.localResponseNorm(this, inputs, options);
  }
}
