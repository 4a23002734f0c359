package dev.fovea.runtime.internal.compile;

import dev.fovea.op.Linear;
import dev.fovea.runtime.internal.compile.MemoryPlan.Slot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An analysis: which sums may be written over their residual, element for element. */
final class InPlaceResiduals {
  private InPlaceResiduals() {}

  /**
   * Returns, for every value with a slot, the one whose place it may have: the start of a chain of
   * sums, or itself.
   *
   * @param slots what lies in the arena, and when
   */
  static Map<String, String> of(TypedGraph graph, Map<String, Slot> slots) {
    ViewRoots roots = graph.roots();
    Map<String, String> hosts = new HashMap<>();
    slots.keySet().forEach(value -> hosts.put(value, value));
    for (int step = 0; step < graph.nodes().size(); step++) {
      TypedNode node = graph.nodes().get(step);
      if (node.op() instanceof Linear op && op.epilogue().residual()) {
        String sum = node.makes().get(0);
        String residual = node.reads().get(node.reads().size() - 1);
        String root = roots.root(residual);
        String host = hosts.get(root);
        Slot before = slots.get(root);
        Slot after = slots.get(sum);
        if (host != null
            && before != null
            && after != null
            && before.lastStep() == step
            && before.bytes() == after.bytes()
            && isReadAsResidualOnly(roots, node, root)) {
          hosts.put(sum, host);
        }
      }
    }
    return hosts;
  }

  /** Whatever else a kernel reads must be apart from what it writes. */
  private static boolean isReadAsResidualOnly(ViewRoots roots, TypedNode node, String root) {
    List<String> others = node.reads().subList(0, node.reads().size() - 1);
    return others.stream().noneMatch(value -> roots.root(value).equals(root));
  }
}
