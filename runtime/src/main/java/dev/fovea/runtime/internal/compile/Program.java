package dev.fovea.runtime.internal.compile;

import java.util.List;

/**
 * A compiled graph as data; close it to let go of the constants that were made for it.
 *
 * @param graph the graph after all passes
 * @param nodes its nodes, planned
 * @param memory where values lie
 * @param derived the constants that passes made
 */
public record Program(
    TypedGraph graph, List<PlannedNode> nodes, MemoryPlan memory, DerivedConstants derived)
    implements AutoCloseable {
  /** Creates a program. */
  public Program {
    nodes = List.copyOf(nodes);
  }

  /** Releases what passes made; idempotent. */
  @Override
  public void close() {
    derived.close();
  }
}
