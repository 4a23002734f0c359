package dev.fovea.op;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * An operator whose output holds its input's elements in the same row-major order under another
 * shape. A compiler makes it a view; as a kernel it is a copy, bit for bit, of any element type.
 */
public sealed interface Reshaping extends Op permits Flatten, Reshape {

  /**
   * Returns the output's shape.
   *
   * @throws OperatorException if the element counts cannot match
   */
  Shape target(Shape src);

  @Override
  default List<Port> inputs() {
    return List.of(Port.data("src"));
  }

  @Override
  default List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.require(inputs.size() == 1, type(), "%d inputs given; expected 1: src", inputs.size());
    TensorDesc src = inputs.get(0);
    return List.of(Checks.dst(this, src.dtype(), target(src.shape())));
  }

  @Override
  default long parameterCount() {
    return 0;
  }

  @Override
  default long multiplyAdds(List<TensorDesc> inputs) {
    return 0;
  }

  /** What reads a map whose positions moved behind the map axes reads the whole of it. */
  @Override
  default ReceptiveField.Step receptiveFieldStep(List<TensorDesc> inputs) {
    Shape src = inputs.get(0).shape();
    if (src.rank() != 4) {
      return ReceptiveField.Step.POINTWISE;
    }
    Size2d map = new Size2d(src.dim(2), src.dim(3));
    Shape dst = target(src);
    boolean keepsMap = dst.rank() == 4 && map.equals(new Size2d(dst.dim(2), dst.dim(3)));
    return keepsMap ? ReceptiveField.Step.POINTWISE : ReceptiveField.Step.whole(map);
  }

  @Override
  default Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.reshape(this, inputs, options);
  }
}
