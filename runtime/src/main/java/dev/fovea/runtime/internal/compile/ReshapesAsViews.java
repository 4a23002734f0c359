package dev.fovea.runtime.internal.compile;

import dev.fovea.op.Activation;
import dev.fovea.op.Op;
import dev.fovea.op.Reshaping;
import dev.fovea.tensor.TensorDesc;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Makes reshapes and identities views of the memory they read, so that they cost nothing.
 *
 * <p>One stays a kernel if a run returns what it makes (its copy is the caller's own memory) or if
 * what it reads is not dense and plain.
 */
public final class ReshapesAsViews implements Pass {

  @Override
  public TypedGraph apply(TypedGraph graph) {
    Map<String, TypedGraph.View> views = new LinkedHashMap<>(graph.views());
    Set<String> results = Set.copyOf(graph.results());
    for (TypedNode node : graph.nodes()) {
      if (keepsElements(node.op())) {
        String src = node.reads().get(0);
        String dst = node.makes().get(0);
        TensorDesc desc = graph.desc(src);
        if (desc.isDense() && desc.layout().isPlain() && !results.contains(dst)) {
          views.put(dst, new TypedGraph.View(src, 0));
        }
      }
    }
    return graph.withViews(views);
  }

  private static boolean keepsElements(Op op) {
    return op instanceof Reshaping
        || (op instanceof Activation activation && activation.isIdentity());
  }
}
