package dev.fovea.runtime.internal.compile;

import dev.fovea.op.BatchNorm;
import dev.fovea.op.BatchNormFactors;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Linear;
import dev.fovea.spi.ErrorModel;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folds batch normalisation into the weights and bias of the convolution or dense layer before it,
 * if all are constants and nobody else reads what that layer makes. The arithmetic is in double;
 * each folded value is rounded once.
 */
final class FoldBatchNorm implements Pass {
  private final DerivedConstants derived;

  /** Which of the two folded parameters. */
  private record Fold(Linear op, BatchNorm norm, boolean ofBias) {}

  FoldBatchNorm(DerivedConstants derived) {
    this.derived = derived;
  }

  @Override
  public TypedGraph apply(TypedGraph graph) {
    Map<String, Tensor> constants = new LinkedHashMap<>(graph.constants());
    Rewriting rewriting = new Rewriting(graph);
    for (TypedNode node : graph.nodes()) {
      if (node.op() instanceof BatchNorm norm) {
        TypedNode linear = rewriting.maker(node.reads().get(0));
        if (linear != null
            && linear.op() instanceof Linear op
            && op.epilogue().equals(Epilogue.NONE)
            && rewriting.isReadOnce(node.reads().get(0))
            && isConstant(tail(linear), constants)
            && isConstant(tail(node), constants)) {
          TypedNode folded = fold(graph, linear, node, norm, constants);
          if (folded != null) {
            rewriting.replace(linear, node, folded);
          }
        }
      }
    }
    return rewriting.graph().withConstants(constants);
  }

  /** All reads but src. */
  private static List<String> tail(TypedNode node) {
    return node.reads().subList(1, node.reads().size());
  }

  private static boolean isConstant(List<String> values, Map<String, Tensor> constants) {
    return constants.keySet().containsAll(values);
  }

  private @Nullable TypedNode fold(
      TypedGraph graph,
      TypedNode linear,
      TypedNode node,
      BatchNorm norm,
      Map<String, Tensor> constants) {
    Linear op = (Linear) linear.op();
    List<Tensor> sources = new ArrayList<>();
    tail(linear).forEach(value -> sources.add(constants.get(value)));
    tail(node).forEach(value -> sources.add(constants.get(value)));
    int own = sources.size() - 4;
    BatchNormFactors factors = new BatchNormFactors(norm, sources.subList(own, sources.size()));
    Tensor weights =
        derived.get(new Fold(op, norm, false), sources, () -> factors.weights(op, sources.get(0)));
    @Nullable Tensor unfoldedBias = op.bias() ? sources.get(1) : null;
    Tensor bias = derived.get(new Fold(op, norm, true), sources, () -> factors.bias(unfoldedBias));
    if (!Evaluation.isFinite(weights) || !Evaluation.isFinite(bias)) {
      return null;
    }
    String output = node.makes().get(0);
    String weightsName = graph.unusedName(output + " folded weights");
    constants.put(weightsName, weights);
    String biasName = graph.unusedName(output + " folded bias");
    constants.put(biasName, bias);
    return new TypedNode(
        linear.namesWith(node),
        op.bias(true),
        List.of(linear.reads().get(0), weightsName, biasName),
        List.of(output),
        new ErrorModel.BatchNormalised(op.products()));
  }
}
