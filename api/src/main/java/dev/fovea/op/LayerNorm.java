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
 * Normalisation by the statistics of the last axes, taken as one: for every index of the others,
 *
 * <pre>
 * dst = (src - mean) / sqrt(variance + epsilon) * scale + bias
 * </pre>
 *
 * <p>The variance is the mean of squared differences. A NaN or an infinity makes all results of its
 * mean NaN.
 *
 * <p>Shapes: src [..., normalised]; scale and bias [normalised]; dst as src. With {@code
 * statistics}, mean and 1 / sqrt(variance + epsilon) are outputs as well, with extent 1 along the
 * normalised axes. Source: ONNX LayerNormalization-17; Ba, Kiros and Hinton, Layer normalization
 * (2016).
 *
 * @param normalised the extents of the last axes
 * @param epsilon added to the variance, above 0 or equal
 * @param bias whether there is an input bias
 * @param statistics whether mean and inverse deviation are outputs
 */
public record LayerNorm(Shape normalised, float epsilon, boolean bias, boolean statistics)
    implements Op {

  /** Creates the operator; throws OperatorException if no axis is normalised. */
  public LayerNorm {
    require(
        normalised.rank() >= 1,
        "LayerNorm",
        "normalised shape is %s; expected one axis or more",
        normalised);
    require(epsilon >= 0, "LayerNorm", "epsilon is %s; expected 0 or more", epsilon);
  }

  @Override
  public List<Port> inputs() {
    List<Port> ports = new ArrayList<>();
    ports.add(Port.data("src"));
    ports.add(Port.parameter("scale"));
    if (bias) {
      ports.add(Port.parameter("bias"));
    }
    return ports;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.floatInputs(this, inputs);
    Shape src = inputs.get(0).shape();
    int first = src.rank() - normalised.rank();
    boolean fits = first >= 0;
    Shape means = src;
    for (int axis = 0; fits && axis < normalised.rank(); axis++) {
      fits = src.dim(first + axis) == normalised.dim(axis);
      means = means.with(first + axis, 1);
    }
    require(fits, type(), "input is %s; expected its last axes to be %s", src, normalised);
    for (int i = 1; i < inputs.size(); i++) {
      Checks.shape(this, inputs().get(i).name(), inputs.get(i), normalised);
    }
    TensorDesc dst = inputs.get(0).plain();
    TensorDesc statistic = TensorDesc.of(means);
    return statistics ? List.of(dst, statistic, statistic) : List.of(dst);
  }

  @Override
  public long parameterCount() {
    return normalised.elements() * (bias ? 2 : 1);
  }

  @Override
  public long multiplyAdds(List<TensorDesc> inputs) {
    return 0;
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.layerNorm(this, inputs, options);
  }
}
