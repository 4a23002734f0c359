package dev.fovea.backend.simd;

import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.function.Supplier;

/**
 * How large a window may be whose taps are listed one by one, and the tile that is gathered for it:
 * far beyond any network's, small enough that a file with absurd numbers can neither exhaust the
 * heap nor make a size overflow.
 */
final class WindowLimit {
  private static final int MOST_TAPS = 1 << 22;
  private static final int MOST_PHASES = 1 << 14;

  private WindowLimit() {}

  /**
   * Plans an operator with a window. Memory for weights that come with a run is not counted: those
   * of a network are constant and need none.
   *
   * @throws OperatorException if the window has too many positions, or scratch memory would span
   *     more than a tensor can
   */
  static Plan plan(
      Op op,
      Window2d window,
      List<TensorDesc> inputs,
      PlanOptions options,
      Supplier<Plan> planning) {
    require(op, options, "kernel", window.kernel(), MOST_TAPS);
    String bytes;
    try {
      Plan plan = planning.get();
      long weights = inputs.size() > 1 ? inputs.get(1).bytes() : 0;
      // They are copied as they came, and packed.
      long scratch = plan.scratchBytes(1) - 2 * weights;
      if (scratch <= Tensor.MAX_BYTES) {
        return plan;
      }
      bytes = scratch + " bytes";
    } catch (ArithmeticException e) {
      bytes = "more than 2^31 bytes";
    }
    throw refused(
        op,
        options,
        "scratch for " + window + " has " + bytes + "; expected at most " + Tensor.MAX_BYTES);
  }

  /**
   * Checks into how many phases strides part the outputs.
   *
   * @throws OperatorException if there are too many
   */
  static void checkPhases(Op op, Window2d window, Size2d dst, PlanOptions options) {
    Size2d strides = window.strides();
    Size2d phases = new Size2d(Math.min(strides.h(), dst.h()), Math.min(strides.w(), dst.w()));
    require(op, options, "stride", phases, MOST_PHASES);
  }

  private static void require(Op op, PlanOptions options, String what, Size2d size, int most) {
    long area = (long) size.h() * size.w();
    if (area > most) {
      String problem = what + " is " + size + ", " + area + " positions; expected at most " + most;
      throw refused(op, options, problem);
    }
  }

  private static OperatorException refused(Op op, PlanOptions options, String problem) {
    String remedy = " on the backend " + SimdProvider.NAME + "; take another backend";
    return new OperatorException(op.type(), options.node(), problem + remedy, null);
  }
}
