package dev.fovea.runtime.internal.compile;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Float16;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Widens float16 constants to float32, since operators know no float16. It comes before all passes:
 * operators are typed by what they read.
 */
final class WidenFloat16 {

  /** Tells what was done, for whoever shares the result. */
  private enum Recipe {
    WIDENED
  }

  private WidenFloat16() {}

  /** Returns the situation with other constants. */
  static Situation apply(Situation situation, DerivedConstants derived) {
    Map<String, Tensor> constants = new LinkedHashMap<>(situation.constants());
    constants.replaceAll((name, tensor) -> widened(tensor, derived));
    return new Situation(
        situation.inputs(), situation.decidingInputs(), constants, situation.observed());
  }

  private static Tensor widened(Tensor tensor, DerivedConstants derived) {
    return tensor.desc().dtype() == DType.FLOAT16
        ? derived.get(Recipe.WIDENED, List.of(tensor), () -> Float16.widen(tensor))
        : tensor;
  }
}
