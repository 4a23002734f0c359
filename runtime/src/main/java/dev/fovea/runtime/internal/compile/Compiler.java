package dev.fovea.runtime.internal.compile;

import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import java.util.List;

/** The order of the passes. */
public final class Compiler {
  /** Each sees what the ones before it made. */
  private static final List<Pass> REWRITES = List.of(new ReshapesAsViews());

  private Compiler() {}

  /**
   * Compiles a graph for one situation.
   *
   * @throws dev.fovea.op.OperatorException, with the node's name, if a node does not fit
   */
  public static Program compile(Graph graph, Backend backend, Situation situation) {
    TypedGraph typed = ResolveOperators.apply(graph, situation);
    for (Pass pass : REWRITES) {
      typed = pass.apply(typed);
    }
    return new Program(typed, PlanKernels.apply(typed, backend), PlanMemory.apply(typed));
  }
}
