package dev.fovea.op;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * The same elements in another order in memory: dst = src.
 *
 * <p>A compiler puts it between kernels that want different layouts; no network has it. The one
 * operator whose plan must make the layout that its record names, from the one that is offered.
 *
 * <p>Shapes: src [N, C, H, W] float32; dst as src. Lanes that pad dst's last block are zero.
 *
 * @param layout of dst
 */
public record Reorder(Layout layout) implements Moving {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.floatInputs(this, inputs);
    TensorDesc src = inputs.get(0);
    Checks.require(
        src.shape().rank() == 4, type(), "input is %s; expected rank 4 (N,C,H,W)", src.shape());
    return List.of(src.plain());
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.reorder(this, inputs, options);
  }
}
