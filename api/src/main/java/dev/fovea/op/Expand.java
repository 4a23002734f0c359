package dev.fovea.op;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Repeats elements along axes of extent 1, as broadcasting does, bit for bit.
 *
 * <p>Shapes: src any, of any element type; dst is what src and {@code shape} both stretch to, so
 * that an extent of 1 there keeps src's own. Source: ONNX Expand-13.
 *
 * @param shape the shape asked for
 */
public record Expand(Shape shape) implements Moving {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.count(this, inputs);
    Shape dst = Broadcast.of(this, inputs.get(0).shape(), shape);
    return List.of(Checks.dst(this, inputs.get(0).dtype(), dst));
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.expand(this, inputs, options);
  }
}
