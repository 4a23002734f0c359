package dev.fovea.op;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** The wording of what every operator checks alike. */
final class Checks {
  private Checks() {}

  static void require(boolean ok, String operator, String problem, Object... facts) {
    if (!ok) {
      throw new OperatorException(operator, String.format(problem, facts));
    }
  }

  /** Checks that there are as many inputs as ports and that each is float32. */
  static void floatInputs(Op op, List<TensorDesc> inputs) {
    List<Port> ports = op.inputs();
    require(
        inputs.size() == ports.size(),
        op.type(),
        "%d inputs given; expected %d: %s",
        inputs.size(),
        ports.size(),
        ports.stream().map(Port::name).toList());
    for (int i = 0; i < inputs.size(); i++) {
      require(
          inputs.get(i).dtype() == DType.FLOAT32,
          op.type(),
          "%s is %s; expected float32",
          ports.get(i).name(),
          inputs.get(i).dtype());
    }
  }

  static void rank(Op op, TensorDesc input, int rank, String axes) {
    require(
        input.shape().rank() == rank,
        op.type(),
        "input is %s; expected rank %d (%s)",
        input.shape(),
        rank,
        axes);
  }

  static void shape(Op op, String port, TensorDesc actual, Shape expected) {
    require(
        actual.shape().equals(expected),
        op.type(),
        "%s is %s; expected %s for %s",
        port,
        actual.shape(),
        expected,
        op);
  }
}
