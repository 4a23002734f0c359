package dev.fovea.spi;

import dev.fovea.internal.Leases;
import dev.fovea.op.OperatorException;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * An operator ready to run: weights are packed, nothing is left to decide.
 *
 * <p>Runs may overlap, on any threads. Every run is checked here before a backend's code sees it,
 * so no backend can be made to read or write outside a tensor. A close during a run takes effect
 * when the run ends.
 */
public final class Kernel implements AutoCloseable {
  private final Plan plan;
  private final Operands operands;
  private final KernelBody body;
  private final Leases leases;

  Kernel(Plan plan, Operands operands, KernelBody body) {
    this.plan = plan;
    this.operands = operands;
    this.body = body;
    this.leases =
        new Leases(
            () -> {
              try {
                body.close();
              } finally {
                operands.close();
              }
            });
  }

  /** Returns the plan this kernel was built from. */
  public Plan plan() {
    return plan;
  }

  /** Runs; see {@link #run(Call)}. */
  public void run(List<Tensor> srcs, List<Tensor> dsts, Tensor scratch, Workers workers) {
    run(new Call(srcs, dsts, scratch, workers));
  }

  /**
   * Computes the outputs; allocates nothing.
   *
   * <p>Image strides may differ from the plan's. An output may not overlap an input or another
   * output, except that a residual may be the output's own memory, element for element.
   *
   * @throws IllegalStateException if the kernel is closed
   * @throws OperatorException if a tensor is closed, is not what was planned, overlaps, or the
   *     scratch memory is too small or misaligned
   */
  public void run(Call call) {
    if (!leases.tryAcquire()) {
      throw new IllegalStateException(
          plan.problem("kernel is closed; expected an open one; build it again").getMessage());
    }
    try {
      runChecked(call);
    } finally {
      leases.release();
    }
  }

  private void runChecked(Call call) {
    requireCount("inputs", call.srcs().size(), plan.srcs().size());
    requireCount("outputs", call.dsts().size(), plan.dsts().size());
    int held = 0;
    boolean scratchHeld = false;
    try {
      for (; held < call.srcs().size() + call.dsts().size(); held++) {
        acquire(call, held);
      }
      acquireScratch(call);
      scratchHeld = true;
      requireAligned(call);
      requireApart(call);
      body.run(call);
    } finally {
      if (scratchHeld) {
        call.scratch().release();
      }
      while (--held >= 0) {
        tensor(call, held).release();
      }
    }
  }

  /** Inputs first, then outputs. */
  private static Tensor tensor(Call call, int index) {
    int srcs = call.srcs().size();
    return index < srcs ? call.srcs().get(index) : call.dsts().get(index - srcs);
  }

  private void acquire(Call call, int index) {
    int srcs = call.srcs().size();
    Tensor tensor = tensor(call, index);
    TensorDesc expected = index < srcs ? plan.srcs().get(index) : plan.dsts().get(index - srcs);
    if (!tensor.desc().matches(expected)) {
      throw plan.problem(name(index) + " is " + tensor.desc() + "; expected " + expected);
    }
    try {
      tensor.acquire();
    } catch (IllegalStateException e) {
      throw plan.problem(name(index) + " is closed; expected an open tensor of " + expected, e);
    }
  }

  private void acquireScratch(Call call) {
    long needed = plan.scratchBytes(call.workers().count());
    Tensor scratch = call.scratch();
    if (scratch.desc().bytes() < needed) {
      throw plan.problem(
          "scratch has "
              + scratch.desc().bytes()
              + " bytes; expected at least "
              + needed
              + " for "
              + call.workers().count()
              + " workers");
    }
    if (scratch.desc().dtype() != DType.FLOAT32) {
      throw plan.problem("scratch is " + scratch.desc() + "; expected float32");
    }
    try {
      scratch.acquire();
    } catch (IllegalStateException e) {
      throw plan.problem("scratch is closed; expected an open tensor", e);
    }
  }

  private void requireAligned(Call call) {
    long address = call.scratch().address();
    if (address % Tensor.ALIGNMENT != 0 && plan.scratchBytes(call.workers().count()) > 0) {
      throw plan.problem(
          "scratch starts at 0x"
              + Long.toHexString(address)
              + "; expected a multiple of "
              + Tensor.ALIGNMENT);
    }
  }

  private void requireApart(Call call) {
    int srcs = call.srcs().size();
    int all = srcs + call.dsts().size();
    for (int i = 0; i < all; i++) {
      if (call.scratch().overlaps(tensor(call, i))) {
        throw plan.problem("scratch overlaps " + name(i) + "; expected memory of its own");
      }
    }
    for (int d = srcs; d < all; d++) {
      Tensor dst = tensor(call, d);
      for (int other = 0; other < all; other++) {
        boolean checkedAlready = other >= srcs && other <= d;
        if (!checkedAlready
            && dst.overlaps(tensor(call, other))
            && !isInPlaceResidual(call, d, other)) {
          throw plan.problem(name(d) + " overlaps " + name(other) + "; expected memory of its own");
        }
      }
      requireApartFromConstants(dst, d);
    }
  }

  private void requireApartFromConstants(Tensor dst, int index) {
    for (int i = 0; i < plan.inputs().size(); i++) {
      if (operands.isConstant(i) && dst.overlaps(operands.constant(i))) {
        throw plan.problem(
            name(index)
                + " overlaps "
                + plan.op().inputs().get(i).name()
                + "; expected memory of its own");
      }
    }
  }

  private boolean isInPlaceResidual(Call call, int dst, int src) {
    if (src >= call.srcs().size() || !plan.isResidual(src)) {
      return false;
    }
    Tensor residual = tensor(call, src);
    Tensor output = tensor(call, dst);
    return residual.address() == output.address()
        && residual.desc().layout().equals(output.desc().layout())
        && residual.desc().imageStride() == output.desc().imageStride();
  }

  private String name(int index) {
    int srcs = plan.srcs().size();
    if (index < srcs) {
      return plan.srcName(index);
    }
    return plan.dsts().size() == 1 ? "dst" : "dst " + (index - srcs);
  }

  private void requireCount(String what, int actual, int expected) {
    if (actual != expected) {
      throw plan.problem(actual + " " + what + " given; expected " + expected);
    }
  }

  /** Tells whether {@link #close} was called. */
  public boolean isClosed() {
    return leases.isClosed();
  }

  /** Releases packed weights now, or when the last run ends; idempotent. */
  @Override
  public void close() {
    leases.close();
  }

  @Override
  public String toString() {
    return plan.toString();
  }
}
