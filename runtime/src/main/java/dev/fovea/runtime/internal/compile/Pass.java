package dev.fovea.runtime.internal.compile;

/** Rewrites a graph into one that computes the same results. */
@FunctionalInterface
public interface Pass {
  /** Returns the rewritten graph, or the same one if there is nothing to do. */
  TypedGraph apply(TypedGraph graph);
}
