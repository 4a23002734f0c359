package dev.fovea.runtime;

import dev.fovea.op.AveragePool2d;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.op.MaxPool2d;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** The reference backend's core with portable kernels; tests override what they want to change. */
public class DelegatingBackend implements Backend {
  private final Backend core = Nets.backend();

  @Override
  public String name() {
    return "delegating";
  }

  @Override
  public Plan conv2d(Conv2d op, List<TensorDesc> inputs, PlanOptions options) {
    return core.conv2d(op, inputs, options);
  }

  @Override
  public Plan convTranspose2d(ConvTranspose2d op, List<TensorDesc> inputs, PlanOptions options) {
    return core.convTranspose2d(op, inputs, options);
  }

  @Override
  public Plan maxPool2d(MaxPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return core.maxPool2d(op, inputs, options);
  }

  @Override
  public Plan averagePool2d(AveragePool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return core.averagePool2d(op, inputs, options);
  }

  @Override
  public Plan globalAveragePool(
      GlobalAveragePool op, List<TensorDesc> inputs, PlanOptions options) {
    return core.globalAveragePool(op, inputs, options);
  }

  @Override
  public Plan globalMaxPool(GlobalMaxPool op, List<TensorDesc> inputs, PlanOptions options) {
    return core.globalMaxPool(op, inputs, options);
  }

  @Override
  public Plan dense(Dense op, List<TensorDesc> inputs, PlanOptions options) {
    return core.dense(op, inputs, options);
  }

  @Override
  public void close() {
    core.close();
  }
}
