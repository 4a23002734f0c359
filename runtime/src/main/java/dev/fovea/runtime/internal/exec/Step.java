package dev.fovea.runtime.internal.exec;

import dev.fovea.runtime.internal.compile.TypedNode;
import dev.fovea.spi.Kernel;

/** One kernel and the numbers of the values it reads and makes. */
final class Step {
  private final TypedNode node;
  private final Kernel kernel;
  private final int[] srcs;
  private final int[] dsts;

  Step(TypedNode node, Kernel kernel, int[] srcs, int[] dsts) {
    this.node = node;
    this.kernel = kernel;
    this.srcs = srcs;
    this.dsts = dsts;
  }

  /** Returns the nodes that the step runs. */
  TypedNode node() {
    return node;
  }

  Kernel kernel() {
    return kernel;
  }

  int[] srcs() {
    return srcs;
  }

  int[] dsts() {
    return dsts;
  }
}
