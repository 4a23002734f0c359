package dev.fovea.runtime.internal.compile;

import dev.fovea.spi.Plan;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A node and how a backend will run it.
 *
 * @param node the node
 * @param plan the backend's plan; null if what the node makes is a view
 * @param constants what the plan's kernel is built from: values by port name
 * @param srcs the values a run reads, in the order of {@link Plan#srcs()}
 */
public record PlannedNode(
    TypedNode node, @Nullable Plan plan, Map<String, String> constants, List<String> srcs) {
  /** Creates a planned node. */
  public PlannedNode {
    constants = Map.copyOf(constants);
    srcs = List.copyOf(srcs);
  }

  /** Returns a node that needs no kernel. */
  static PlannedNode view(TypedNode node) {
    return new PlannedNode(node, null, Map.of(), node.reads());
  }

  /** Returns the plan of a node that is no view. */
  Plan kernelPlan() {
    return Objects.requireNonNull(plan, "a view has no plan");
  }
}
