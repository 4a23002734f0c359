package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Batch normalisation with fixed statistics (inference): per channel c,
 *
 * <pre>
 * dst = (src - mean[c]) / sqrt(variance[c] + epsilon) * scale[c] + bias[c]
 * </pre>
 *
 * <p>Shapes: src [N, channels, ...] of rank 2 or more; the four parameters [channels]; dst as src.
 * Learned parameters are scale and bias; mean and variance are measured. Source: ONNX
 * BatchNormalization-15 with training_mode 0; Ioffe and Szegedy (2015).
 *
 * @param channels the extent of axis 1
 * @param epsilon added to the variance, above 0 or equal
 */
public record BatchNorm(int channels, float epsilon) implements Op {
  private static final List<Port> PORTS =
      List.of(
          Port.data("src"),
          Port.parameter("scale"),
          Port.parameter("bias"),
          Port.parameter("mean"),
          Port.parameter("variance"));

  /** Creates the operator; throws OperatorException on no channels or a negative epsilon. */
  public BatchNorm {
    require(channels >= 1, "BatchNorm", "channels is %d; expected at least 1", channels);
    require(epsilon >= 0, "BatchNorm", "epsilon is %s; expected 0 or more", epsilon);
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.floatInputs(this, inputs);
    Shape src = inputs.get(0).shape();
    require(
        src.rank() >= 2 && src.dim(1) == channels,
        type(),
        "input is %s; expected [N, %d, ...]",
        src,
        channels);
    for (int i = 1; i < PORTS.size(); i++) {
      Checks.shape(this, PORTS.get(i).name(), inputs.get(i), Shape.of(channels));
    }
    return List.of(inputs.get(0).plain());
  }

  @Override
  public long parameterCount() {
    return 2L * channels;
  }

  @Override
  public long multiplyAdds(List<TensorDesc> inputs) {
    return 0;
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.batchNorm(this, inputs, options);
  }
}
