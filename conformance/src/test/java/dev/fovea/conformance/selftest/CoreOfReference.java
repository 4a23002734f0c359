package dev.fovea.conformance.selftest;

import dev.fovea.backend.reference.ReferenceProvider;
import dev.fovea.op.AveragePool2d;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.op.MaxPool2d;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** The reference's core operators and nothing else: every default is inherited. */
public class CoreOfReference implements Backend {
  private final Backend reference = new ReferenceProvider().open(BackendOptions.DEFAULT);

  @Override
  public String name() {
    return reference.name();
  }

  @Override
  public Plan conv2d(Conv2d op, List<TensorDesc> inputs, PlanOptions options) {
    return reference.conv2d(op, inputs, options);
  }

  @Override
  public Plan convTranspose2d(ConvTranspose2d op, List<TensorDesc> inputs, PlanOptions options) {
    return reference.convTranspose2d(op, inputs, options);
  }

  @Override
  public Plan maxPool2d(MaxPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return reference.maxPool2d(op, inputs, options);
  }

  @Override
  public Plan averagePool2d(AveragePool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return reference.averagePool2d(op, inputs, options);
  }

  @Override
  public Plan globalAveragePool(
      GlobalAveragePool op, List<TensorDesc> inputs, PlanOptions options) {
    return reference.globalAveragePool(op, inputs, options);
  }

  @Override
  public Plan globalMaxPool(GlobalMaxPool op, List<TensorDesc> inputs, PlanOptions options) {
    return reference.globalMaxPool(op, inputs, options);
  }

  @Override
  public Plan dense(Dense op, List<TensorDesc> inputs, PlanOptions options) {
    return reference.dense(op, inputs, options);
  }

  @Override
  public void close() {
    reference.close();
  }
}
