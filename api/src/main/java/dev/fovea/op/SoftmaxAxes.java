package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** What softmax and its logarithm check alike: the axes of their sums. */
final class SoftmaxAxes {
  static final List<Port> PORTS = List.of(Port.data("src"));

  private SoftmaxAxes() {}

  static void check(String operator, int axis, int endAxis) {
    require(
        axis >= 0 && endAxis > axis,
        operator,
        "axes are %d to %d; expected at least one, counted from 0",
        axis,
        endAxis - 1);
  }

  static List<TensorDesc> infer(Op op, int axis, int endAxis, List<TensorDesc> inputs) {
    Checks.floatInputs(op, inputs);
    Shape src = inputs.get(0).shape();
    require(
        src.rank() >= endAxis,
        op.type(),
        "input is %s; expected at least rank %d for axes %d to %d",
        src,
        endAxis,
        axis,
        endAxis - 1);
    return List.of(inputs.get(0).plain());
  }
}
