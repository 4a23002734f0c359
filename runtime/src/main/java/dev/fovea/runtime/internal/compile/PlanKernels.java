package dev.fovea.runtime.internal.compile;

import dev.fovea.op.Port;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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
   * @throws UnsupportedOperationException if a plan asks for or makes a layout that is not plain
   */
  public static List<PlannedNode> apply(TypedGraph graph, Backend backend) {
    List<PlannedNode> planned = new ArrayList<>();
    for (TypedNode node : graph.nodes()) {
      planned.add(graph.isView(node) ? PlannedNode.view(node) : plan(graph, node, backend));
    }
    return planned;
  }

  private static PlannedNode plan(TypedGraph graph, TypedNode node, Backend backend) {
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
    Plan plan = node.op().planOn(backend, graph.descs(node.reads()), options);
    requirePlain(node, plan);
    return new PlannedNode(node, plan, constants, srcs);
  }

  static void requirePlain(TypedNode node, Plan plan) {
    for (TensorDesc desc : Stream.concat(plan.inputs().stream(), plan.dsts().stream()).toList()) {
      if (!desc.layout().isPlain()) {
        throw new UnsupportedOperationException(
            node.op().type()
                + "["
                + node.name()
                + "]: plan "
                + plan
                + " uses layout "
                + desc.layout()
                + "; expected plain layouts only");
      }
    }
  }
}
