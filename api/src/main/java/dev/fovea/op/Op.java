package dev.fovea.op;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * An operator as data: an immutable record that validates itself and owns all its arithmetic.
 *
 * <p>Inputs are always listed in the order of {@link #inputs()}. Records are values: equal records
 * describe the same operator, and any thread may use them.
 */
public interface Op {

  /** Returns the operator's name as messages show it. */
  default String type() {
    return getClass().getSimpleName();
  }

  /** Returns the inputs this record expects, in order. */
  List<Port> inputs();

  /**
   * Infers the descriptors of the outputs, dense and plain.
   *
   * @throws OperatorException if the inputs do not fit this operator
   */
  List<TensorDesc> infer(List<TensorDesc> inputs);

  /** Returns the number of learned values. */
  long parameterCount();

  /**
   * Counts multiply-adds for these inputs, as published tables do: products of convolution, pooling
   * excluded, activations excluded.
   *
   * @throws OperatorException if the inputs do not fit this operator
   */
  long multiplyAdds(List<TensorDesc> inputs);

  /** Returns how this operator widens the receptive field of what stands before it. */
  default ReceptiveField.Step receptiveFieldStep(List<TensorDesc> inputs) {
    return ReceptiveField.Step.POINTWISE;
  }

  /** Plans this operator on a backend by calling the one method that is its own. */
  Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options);
}
