package dev.fovea.backend.blas;

import dev.fovea.op.Dense;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dense layer: a matrix times a vector for one image, which reads every weight once and packs
 * nothing; a matrix product for several. How a sum of the product is rounded may depend on the
 * number of images, so that number is part of the description.
 */
final class DenseBlas implements Candidate<Dense> {
  private final boolean vector;

  private DenseBlas(boolean vector) {
    this.vector = vector;
  }

  static final DenseBlas GEMV = new DenseBlas(true);
  static final DenseBlas GEMM = new DenseBlas(false);

  @Override
  public String name() {
    return vector ? "blas:dense:gemv" : "blas:dense:gemm";
  }

  @Override
  public @Nullable String declines(Dense op, List<TensorDesc> inputs) {
    int images = inputs.get(0).images();
    return vector && images != 1 ? images + " images" : null;
  }

  @Override
  public Plan plan(Dense op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    int images = inputs.get(0).images();
    return Plan.of(op, inputs, options)
        .build(
            vector ? name() : name() + ":batch-" + images,
            Fused.errorModel(op.inFeatures(), op.epilogue()),
            operands -> new DenseBody(op, images, vector, operands, engine));
  }
}
