package dev.fovea.models.support;

import dev.fovea.models.check.Difference;
import dev.fovea.tensor.Tensor;

/** "Agrees" as the design has it: |a - b| is at most 1e-5 + 1e-4 max|expected|. */
public final class Agreement {
  private Agreement() {}

  /** Returns what is wrong, or an empty text. */
  public static String problem(String value, Tensor actual, Tensor expected) {
    Difference difference = Difference.between(value, actual, expected);
    return difference.agrees() ? "" : difference.toString();
  }
}
