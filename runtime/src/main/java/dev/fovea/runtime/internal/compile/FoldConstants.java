package dev.fovea.runtime.internal.compile;

import dev.fovea.op.ShapeQuery;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs nodes that read constants only now, so that what they make is a constant of every run; so is
 * what nodes answer about shapes.
 */
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
      List<Tensor> made = fold(graph, node, constants);
      if (made != null) {
        for (int i = 0; i < made.size(); i++) {
          constants.put(node.makes().get(i), made.get(i));
        }
      } else {
        nodes.add(node);
      }
    }
    return graph.withConstants(constants).withNodes(nodes);
  }

  private @Nullable List<Tensor> fold(
      TypedGraph graph, TypedNode node, Map<String, Tensor> constants) {
    if (node.op() instanceof ShapeQuery query) {
      return List.of(evaluation.answer(query, graph.desc(node.reads().get(0)).shape()));
    }
    if (node.reads().isEmpty() || !constants.keySet().containsAll(node.reads())) {
      return null;
    }
    List<Tensor> reads = new ArrayList<>();
    node.reads().forEach(value -> reads.add(constants.get(value)));
    return evaluation.evaluate(node, reads);
  }
}
