package dev.fovea.conformance;

import java.util.ArrayList;
import java.util.List;

/** Rules that the poolings word alike. */
final class PoolingChecks {
  private PoolingChecks() {}

  static Rule slicesAndBatch(Shapes shapes, String id) {
    List<Check> checks = new ArrayList<>(shapes.checks(id, Data.POSITIVE));
    checks.addAll(Conv2dContract.sliced(shapes, id, Data.POSITIVE));
    return new Rule(
        id,
        "Every image is computed from its own values, in dense tensors and channel slices.",
        "Images lie image stride elements apart; what lies between is neither read nor written.",
        checks);
  }
}
