package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Parametric ReLU: dst = src for src &gt;= 0, slope * src otherwise, the slope learned.
 *
 * <p>Shapes: src any; slope broadcasts to src's shape ([C, 1, 1] for one slope per channel). NaN
 * gives NaN. Source: ONNX PRelu-9; He et al., Delving deep into rectifiers (2015).
 *
 * @param slope the shape of the slope
 */
public record PRelu(Shape slope) implements Op {
  private static final List<Port> PORTS = List.of(Port.data("src"), Port.parameter("slope"));

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.floatInputs(this, inputs);
    Shape src = inputs.get(0).shape();
    Checks.shape(this, "slope", inputs.get(1), slope);
    require(
        Broadcast.to(slope, src),
        type(),
        "slope is %s; expected a shape that broadcasts to the input's %s",
        slope,
        src);
    return List.of(inputs.get(0).plain());
  }

  @Override
  public long parameterCount() {
    return slope.elements();
  }

  @Override
  public long multiplyAdds(List<TensorDesc> inputs) {
    return 0;
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.prelu(this, inputs, options);
  }
}
