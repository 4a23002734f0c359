package dev.fovea.op;

import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * An operator that moves elements and computes nothing: it takes any element type and keeps every
 * bit, learns nothing and multiplies nothing.
 */
public interface Moving extends Op {

  @Override
  default long parameterCount() {
    return 0;
  }

  @Override
  default long multiplyAdds(List<TensorDesc> inputs) {
    return 0;
  }
}
