package dev.fovea.op;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Chooses element by element: dst = a where the condition is not 0, otherwise b, bit for bit.
 *
 * <p>Shapes: all three broadcast to each other (NumPy's rule); dst has the common shape. The
 * condition is int64; a and b are both float32 or both int64. Source: ONNX Where-16.
 */
public record Where() implements Op {
  private static final List<Port> PORTS =
      List.of(Port.data("condition"), Port.data("a"), Port.data("b"));

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.count(this, inputs);
    Checks.dtype(this, inputs, 0, DType.INT64);
    DType type = Checks.number(this, inputs, 1);
    Checks.dtype(this, inputs, 2, type);
    Shape chosen = Broadcast.of(this, inputs.get(1).shape(), inputs.get(2).shape());
    Shape dst = Broadcast.of(this, inputs.get(0).shape(), chosen);
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
    return backend.where(this, inputs, options);
  }
}
