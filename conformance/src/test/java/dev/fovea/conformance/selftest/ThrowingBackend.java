package dev.fovea.conformance.selftest;

import dev.fovea.op.Conv2d;
import dev.fovea.op.Dense;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** Throws while it runs a convolution, and while it plans a dense layer. */
public final class ThrowingBackend extends CoreOfReference {
  @Override
  public Plan conv2d(Conv2d op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:conv2d:throwing",
            new ErrorModel.Direct(op.products(), 0),
            operands ->
                call -> {
                  throw new IndexOutOfBoundsException("7");
                });
  }

  @Override
  public Plan dense(Dense op, List<TensorDesc> inputs, PlanOptions options) {
    throw new AssertionError();
  }
}
