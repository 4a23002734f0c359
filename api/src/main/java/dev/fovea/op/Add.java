package dev.fovea.op;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Elementwise sum: dst = a + b, as in residual connections.
 *
 * <p>Shapes: a and b broadcast to each other (NumPy's rule); dst has the common shape. Both are
 * float32, or both int64, whose sums wrap around. Source: ONNX Add-14.
 */
public record Add() implements Op {
  private static final List<Port> PORTS = List.of(Port.data("a"), Port.data("b"));

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    DType type = Checks.sameTypes(this, inputs);
    Shape dst = Broadcast.of(this, inputs.get(0).shape(), inputs.get(1).shape());
    return List.of(Checks.dst(this, type, dst));
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
    return backend.add(this, inputs, options);
  }
}
