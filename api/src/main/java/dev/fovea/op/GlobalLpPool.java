package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Global pooling by the p-norm: dst[n, c] = (sum over all positions of |src[n, c]|^p)^(1/p), as
 * {@link LpPool2d} with a window of the whole map.
 *
 * <p>Shapes: src [N, C, spatial...]; dst [N, C, 1...]. Source: ONNX GlobalLpPool-2.
 *
 * @param p the norm, 1 to {@value LpPool2d#MOST}
 */
public record GlobalLpPool(int p) implements Op {

  /** Creates the operator; throws OperatorException if p is out of range. */
  public GlobalLpPool {
    require(
        p >= 1 && p <= LpPool2d.MOST,
        "GlobalLpPool",
        "p is %d; expected 1 to %d",
        p,
        LpPool2d.MOST);
  }

  @Override
  public List<Port> inputs() {
    return GlobalPooling.PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    return GlobalPooling.infer(this, inputs);
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
  public ReceptiveField.Step receptiveFieldStep(List<TensorDesc> inputs) {
    return GlobalPooling.step(inputs);
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.globalLpPool(this, inputs, options);
  }
}
