package dev.fovea.op;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Softmax along axes: dst_i = exp(src_i - max) / sum over j of exp(src_j - max).
 *
 * <p>The sum and the maximum run over axes {@code axis} to {@code endAxis - 1} taken as one: a
 * single axis since ONNX opset 13, all axes from {@code axis} on before. A NaN or a positive
 * infinity among the values makes every result along those axes NaN.
 *
 * <p>Shapes: src of rank endAxis or more; dst as src. Source: ONNX Softmax-13 and Softmax-11.
 *
 * @param axis first axis, counted from 0
 * @param endAxis axis behind the last
 */
public record Softmax(int axis, int endAxis) implements Op {
  /** Creates the operator; throws OperatorException on an empty or negative range of axes. */
  public Softmax {
    SoftmaxAxes.check("Softmax", axis, endAxis);
  }

  /** Returns softmax along one axis. */
  public static Softmax along(int axis) {
    return new Softmax(axis, axis + 1);
  }

  @Override
  public List<Port> inputs() {
    return SoftmaxAxes.PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    return SoftmaxAxes.infer(this, axis, endAxis, inputs);
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
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.softmax(this, inputs, options);
  }
}
