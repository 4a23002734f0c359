package dev.fovea.runtime.internal.compile;

import dev.fovea.op.Port;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks the backend for a plan of every node that is not a view.
 *
 * <p>A parameter that is a constant of the graph is given when the kernel is built; any other comes
 * with every run.
 */
public final class PlanKernels {
  private PlanKernels() {}

  /**
   * Returns the planned nodes in the graph's order.
   *
   * @throws dev.fovea.op.OperatorException, with the node's name, if a node cannot be planned
   * @throws IllegalStateException if a plan wants other layouts than it did when they were assigned
   */
  public static List<PlannedNode> apply(TypedGraph graph, Backend backend) {
    List<PlannedNode> planned = new ArrayList<>();
    for (TypedNode node : graph.nodes()) {
      planned.add(graph.isView(node) ? PlannedNode.view(node) : assigned(graph, node, backend));
    }
    return planned;
  }

  private static PlannedNode assigned(TypedGraph graph, TypedNode node, Backend backend) {
    PlannedNode planned = plan(graph, node, graph.descs(node.reads()), backend);
    requireAsAssigned(graph, planned);
    return planned;
  }

  /** Plans a node that is offered inputs with these descriptors. */
  static PlannedNode plan(
      TypedGraph graph, TypedNode node, List<TensorDesc> offered, Backend backend) {
    Map<String, String> constants = new HashMap<>();
    Set<String> variable = new HashSet<>();
    List<String> srcs = new ArrayList<>();
    List<Port> ports = node.op().inputs();
    for (int i = 0; i < ports.size(); i++) {
      String value = node.reads().get(i);
      String port = ports.get(i).name();
      if (ports.get(i).isParameter() && graph.constants().containsKey(value)) {
        constants.put(port, value);
      } else {
        srcs.add(value);
        if (ports.get(i).isParameter()) {
          variable.add(port);
        }
      }
    }
    PlanOptions options = new PlanOptions(node.name(), variable);
    Plan plan = node.op().planOn(backend, offered, options);
    return new PlannedNode(node, plan, constants, srcs);
  }

  private static void requireAsAssigned(TypedGraph graph, PlannedNode planned) {
    TypedNode node = planned.node();
    Plan plan = planned.kernelPlan();
    if (!layouts(plan.inputs()).equals(layouts(graph.descs(node.reads())))
        || !layouts(plan.dsts()).equals(layouts(graph.descs(node.makes())))) {
      throw new IllegalStateException(
          node.op().type()
              + "["
              + node.name()
              + "]: plan "
              + plan
              + " was offered "
              + graph.descs(node.reads())
              + "; expected it to take what it asked for before");
    }
  }

  private static List<Layout> layouts(List<TensorDesc> descs) {
    return descs.stream().map(TensorDesc::layout).toList();
  }
}
