package dev.fovea.op;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * An operator that looks at the shape of its input and at none of its values, so that a compiler
 * knows its result beforehand: src of any element type, dst int64.
 */
public sealed interface ShapeQuery extends Op permits ShapeOf, SizeOf {

  /** Returns the values of the result, in order. */
  long[] answer(Shape src);

  /** Returns the shape of the result. */
  Shape answerShape(Shape src);

  @Override
  default List<Port> inputs() {
    return List.of(Port.data("src"));
  }

  @Override
  default List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.count(this, inputs);
    return List.of(Checks.dst(this, DType.INT64, answerShape(inputs.get(0).shape())));
  }

  @Override
  default long parameterCount() {
    return 0;
  }

  @Override
  default long multiplyAdds(List<TensorDesc> inputs) {
    return 0;
  }

  @Override
  default Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.shapeQuery(this, inputs, options);
  }
}
