package dev.fovea.runtime.internal.compile;

import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs nodes that read constants only now, so that what they make is a constant of every run. */
final class FoldConstants implements Pass {
  private final Evaluation evaluation;

  FoldConstants(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  @Override
  public TypedGraph apply(TypedGraph graph) {
    Map<String, Tensor> constants = new LinkedHashMap<>(graph.constants());
    List<TypedNode> nodes = new ArrayList<>();
    for (TypedNode node : graph.nodes()) {
      Tensor made = fold(node, constants);
      if (made != null) {
        constants.put(node.makes().get(0), made);
      } else {
        nodes.add(node);
      }
    }
    return graph.withConstants(constants).withNodes(nodes);
  }

  private @Nullable Tensor fold(TypedNode node, Map<String, Tensor> constants) {
    if (node.reads().isEmpty() || !constants.keySet().containsAll(node.reads())) {
      return null;
    }
    List<Tensor> reads = new ArrayList<>();
    node.reads().forEach(value -> reads.add(constants.get(value)));
    return evaluation.evaluate(node, reads);
  }
}
