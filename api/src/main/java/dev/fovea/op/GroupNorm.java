package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Normalisation by the statistics of groups of channels: over all values of an image's group,
 *
 * <pre>
 * dst = (src - mean) / sqrt(variance + epsilon) * scale[c] + bias[c]
 * </pre>
 *
 * <p>With a group for each channel it is instance normalisation, with one for all it normalises
 * images. The variance is the mean of squared differences. A NaN or an infinity makes its group
 * NaN. What an output depends on through the statistics is not part of its receptive field.
 *
 * <p>Shapes: src [N, channels, ...] of rank 2 or more; scale and bias [channels]; dst as src.
 * Source: ONNX GroupNormalization-21 and InstanceNormalization-6; Wu and He, Group normalization
 * (2018); Ulyanov, Vedaldi and Lempitsky, Instance normalization (2016).
 *
 * @param channels the extent of axis 1
 * @param groups a divisor of the channels
 * @param epsilon added to the variance, above 0 or equal
 */
public record GroupNorm(int channels, int groups, float epsilon) implements Op {
  private static final List<Port> PORTS =
      List.of(Port.data("src"), Port.parameter("scale"), Port.parameter("bias"));

  /** Creates the operator; throws OperatorException if the groups do not divide the channels. */
  public GroupNorm {
    require(channels >= 1, "GroupNorm", "channels is %d; expected at least 1", channels);
    require(
        groups >= 1 && channels % groups == 0,
        "GroupNorm",
        "groups is %d; expected a divisor of %d channels",
        groups,
        channels);
    require(epsilon >= 0, "GroupNorm", "epsilon is %s; expected 0 or more", epsilon);
  }

  /** Returns instance normalisation: every channel is a group of its own. */
  public static GroupNorm instance(int channels, float epsilon) {
    return new GroupNorm(channels, channels, epsilon);
  }

  /** Returns how many values one mean is taken of. */
  public long terms(Shape src) {
    return channels / groups * src.elements(2, src.rank());
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
    Checks.shape(this, "scale", inputs.get(1), Shape.of(channels));
    Checks.shape(this, "bias", inputs.get(2), Shape.of(channels));
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
    return backend.groupNorm(this, inputs, options);
  }
}
