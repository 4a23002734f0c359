package dev.fovea.runtime.internal.compile;

import java.util.List;

/**
 * A compiled graph as data: nothing in it holds memory.
 *
 * @param graph the graph after all passes
 * @param nodes its nodes, planned
 * @param memory where values lie
 */
public record Program(TypedGraph graph, List<PlannedNode> nodes, MemoryPlan memory) {
  /** Creates a program. */
  public Program {
    nodes = List.copyOf(nodes);
  }
}
