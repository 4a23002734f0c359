package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** Shape arithmetic that the two global poolings share. */
final class GlobalPooling {
  static final List<Port> PORTS = List.of(Port.data("src"));

  private GlobalPooling() {}

  static List<TensorDesc> infer(Op op, List<TensorDesc> inputs) {
    Checks.floatInputs(op, inputs);
    Shape src = inputs.get(0).shape();
    require(src.rank() >= 3, op.type(), "input is %s; expected rank 3 or more (N,C,spatial)", src);
    require(
        src.elements(2, src.rank()) >= 1,
        op.type(),
        "input is %s; expected at least one position",
        src);
    Shape dst = src;
    for (int axis = 2; axis < src.rank(); axis++) {
      dst = dst.with(axis, 1);
    }
    return List.of(TensorDesc.of(dst));
  }

  static ReceptiveField.Step step(List<TensorDesc> inputs) {
    Shape src = inputs.get(0).shape();
    int w = (int) src.elements(3, src.rank());
    return ReceptiveField.Step.whole(new Size2d(src.dim(2), w));
  }
}
