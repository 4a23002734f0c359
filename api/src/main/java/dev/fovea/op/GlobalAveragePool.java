package dev.fovea.op;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Global average pooling: dst[n, c] = sum over all positions of src[n, c] / their count.
 *
 * <p>Equal to average pooling with a window of the whole map (Lin, Chen and Yan, Network in
 * network, 2013).
 *
 * <p>Shapes: src [N, C, spatial...]; dst [N, C, 1...]. Source: ONNX GlobalAveragePool-1.
 */
public record GlobalAveragePool() implements Op {

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
    return backend.globalAveragePool(this, inputs, options);
  }
}
