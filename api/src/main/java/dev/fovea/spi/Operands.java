package dev.fovea.spi;

import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An operator's inputs as a kernel body finds them: constants are held here, everything else comes
 * with the call. Inputs are counted as in {@link dev.fovea.op.Op#inputs()}.
 */
public final class Operands {
  private final List<@Nullable Tensor> constants;
  private final int[] srcOf;
  private final WeightStore store;
  private final List<WeightStore.Packed> packed = new ArrayList<>();

  /** Takes over a lease of every constant. */
  Operands(List<@Nullable Tensor> constants, WeightStore store) {
    this.constants = constants;
    this.store = store;
    this.srcOf = new int[constants.size()];
    int srcs = 0;
    for (int i = 0; i < srcOf.length; i++) {
      if (constants.get(i) == null) {
        srcOf[i] = srcs++;
      }
    }
  }

  /** Returns input {@code index} of a run. */
  public Tensor get(int index, Call call) {
    Tensor constant = constants.get(index);
    return constant != null ? constant : call.srcs().get(srcOf[index]);
  }

  /** Tells whether input {@code index} was given at build. */
  public boolean isConstant(int index) {
    return constants.get(index) != null;
  }

  /** Returns constant input {@code index} as it was given at build. */
  public Tensor constant(int index) {
    Tensor constant = constants.get(index);
    if (constant == null) {
      throw new IllegalStateException("input " + index + " is not constant");
    }
    return constant;
  }

  /**
   * Returns constant input {@code index} in a backend's own format, packed on first use and shared
   * with every kernel of the store that asks for the same; the kernel's close gives it back.
   *
   * @param format a name unique to the backend and the format
   * @param pack makes the packed tensor; the store owns it
   */
  public Tensor packed(int index, String format, UnaryOperator<Tensor> pack) {
    WeightStore.Packed handle = store.pack(constant(index), format, pack);
    packed.add(handle);
    return handle.tensor();
  }

  /** Gives everything back; what one of them throws comes after the others had their turn. */
  void close() {
    List<Runnable> releases = new ArrayList<>();
    packed.forEach(handle -> releases.add(handle::close));
    for (Tensor constant : constants) {
      if (constant != null) {
        releases.add(constant::release);
      }
    }
    Throwable thrown = null;
    for (Runnable release : releases) {
      try {
        release.run();
      } catch (RuntimeException | Error e) {
        if (thrown == null) {
          thrown = e;
        } else {
          thrown.addSuppressed(e);
        }
      }
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown != null) {
      throw (RuntimeException) thrown;
    }
  }
}
