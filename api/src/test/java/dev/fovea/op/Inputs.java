package dev.fovea.op;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.stream.Stream;

/** Descriptors by shape, as the tests of this package need them. */
final class Inputs {
  private Inputs() {}

  static List<TensorDesc> of(Shape... shapes) {
    return Stream.of(shapes).map(TensorDesc::of).toList();
  }

  /** Returns the one output's shape. */
  static Shape infer(Op op, Shape... shapes) {
    return op.infer(of(shapes)).get(0).shape();
  }
}
