package dev.fovea.runtime.internal.exec;

import dev.fovea.runtime.internal.compile.TypedNode;

/** Looks, between two steps of a run, whether the run should go on. */
@FunctionalInterface
public interface StepCheck {
  /** Returns if step {@code step} of {@code steps}, counted from 0, may start, or throws. */
  void before(int step, int steps, TypedNode node);
}
