package dev.fovea.runtime.internal.compile;

import dev.fovea.op.AveragePool2d;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * What evaluates shapes where there is no engine: the portable kernels, in which networks gather,
 * join and divide extents. The core of an engine it refuses; no shape is convolved.
 */
final class ShapeArithmetic implements Backend {

  @Override
  public String name() {
    return "shapes";
  }

  private static OperatorException refused(Op op) {
    return new OperatorException(
        op.type(),
        "decides the shape of another value; expected shapes made of constants and shapes by"
            + " arithmetic alone; fold it before export");
  }

  @Override
  public Plan conv2d(Conv2d op, List<TensorDesc> inputs, PlanOptions options) {
    throw refused(op);
  }

  @Override
  public Plan convTranspose2d(ConvTranspose2d op, List<TensorDesc> inputs, PlanOptions options) {
    throw refused(op);
  }

  @Override
  public Plan maxPool2d(MaxPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    throw refused(op);
  }

  @Override
  public Plan averagePool2d(AveragePool2d op, List<TensorDesc> inputs, PlanOptions options) {
    throw refused(op);
  }

  @Override
  public Plan globalAveragePool(
      GlobalAveragePool op, List<TensorDesc> inputs, PlanOptions options) {
    throw refused(op);
  }

  @Override
  public Plan globalMaxPool(GlobalMaxPool op, List<TensorDesc> inputs, PlanOptions options) {
    throw refused(op);
  }

  @Override
  public Plan dense(Dense op, List<TensorDesc> inputs, PlanOptions options) {
    throw refused(op);
  }

  @Override
  public void close() {}
}
