package dev.fovea.backend.simd;

import dev.fovea.op.Op;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One algorithm for one operator. It decides by descriptors and instruction set alone, so that a
 * choice is the same tomorrow.
 */
interface Candidate<O extends Op> {

  /** Returns why it does not serve, or null if it does; inputs fit the operator. */
  @Nullable String declines(O op, Isa isa);

  /** Plans; it did not decline. */
  Plan plan(O op, List<TensorDesc> inputs, PlanOptions options, Isa isa);

  /**
   * Plans with the first candidate that does not decline; the last never does.
   *
   * @throws dev.fovea.op.OperatorException if the inputs do not fit the operator
   */
  static <O extends Op> Plan plan(
      List<? extends Candidate<O>> candidates,
      O op,
      List<TensorDesc> inputs,
      PlanOptions options,
      Isa isa) {
    Plan.of(op, inputs, options);
    StringBuilder reasons = new StringBuilder();
    for (Candidate<O> candidate : candidates) {
      String reason = candidate.declines(op, isa);
      if (reason == null) {
        return candidate.plan(op, inputs, options, isa);
      }
      reasons.append("; ").append(candidate).append(": ").append(reason);
    }
    throw new IllegalStateException("no candidate for " + op + reasons);
  }
}
