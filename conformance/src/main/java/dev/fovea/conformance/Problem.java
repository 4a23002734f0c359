package dev.fovea.conformance;

import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * An operator with the descriptors of its inputs; the values are still missing.
 *
 * @param name what it is called, for example the line it was read from
 * @param op the operator
 * @param inputs all inputs in the order of {@link Op#inputs()}
 */
public record Problem(String name, Op op, List<TensorDesc> inputs) {
  /** Creates a problem. */
  public Problem {
    inputs = List.copyOf(inputs);
  }

  /** Tells whether the inputs fit the operator. */
  public boolean isValid() {
    try {
      op.infer(inputs);
      return true;
    } catch (OperatorException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return op + " on " + inputs;
  }
}
