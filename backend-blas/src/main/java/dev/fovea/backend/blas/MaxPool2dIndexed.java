package dev.fovea.backend.blas;

import dev.fovea.op.MaxPool2d;
import dev.fovea.op.MaxPool2d.Indices;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.portable.PortableMaxPool2d;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Maxima and where they were: the portable kernel. */
final class MaxPool2dIndexed implements Candidate<MaxPool2d> {

  @Override
  public String name() {
    return "portable:max_pool2d:indexed";
  }

  @Override
  public @Nullable String declines(MaxPool2d op, List<TensorDesc> inputs) {
    return op.indices() == Indices.NONE ? "no indices are wanted" : null;
  }

  @Override
  public Plan plan(MaxPool2d op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    return PortableMaxPool2d.plan(op, inputs, options);
  }
}
