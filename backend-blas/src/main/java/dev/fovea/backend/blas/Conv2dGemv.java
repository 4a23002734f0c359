package dev.fovea.backend.blas;

import dev.fovea.op.Conv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Size2d;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A 1x1 convolution of one single position, as classifiers end with: a dense layer. */
final class Conv2dGemv implements Candidate<Conv2d> {

  @Override
  public String name() {
    return "blas:conv2d:gemv";
  }

  @Override
  public @Nullable String declines(Conv2d op, List<TensorDesc> inputs) {
    Shape src = inputs.get(0).shape();
    if (!src.equals(Shape.of(1, op.inChannels(), 1, 1))) {
      return "input is " + src;
    }
    if (!op.window().kernel().equals(Size2d.ONE) || op.groups() != 1) {
      return "kernel is " + op.window().kernel() + ", groups " + op.groups();
    }
    return op.infer(inputs).get(0).shape().elements() == op.outChannels() ? null : "it is padded";
  }

  @Override
  public Plan plan(Conv2d op, List<TensorDesc> inputs, PlanOptions options, Engine engine) {
    Dense dense = new Dense(op.inChannels(), op.outChannels(), op.bias(), op.epilogue());
    return Plan.of(op, inputs, options)
        .build(
            name(),
            Fused.errorModel(op.products(), op.epilogue()),
            operands -> new DenseBody(dense, 1, true, operands, engine));
  }
}
