package dev.fovea.runtime.internal.compile;

import dev.fovea.op.Add;
import dev.fovea.op.Broadcast;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Linear;
import dev.fovea.spi.ErrorModel;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folds a constant that is added to every channel into the bias of the convolution or dense layer
 * before it, if nobody else reads what that layer makes: how some exporters write a bias.
 */
final class FoldBias implements Pass {
  private final DerivedConstants derived;

  /** What is added to the bias of which operator. */
  private record Fold(Linear op) {}

  FoldBias(DerivedConstants derived) {
    this.derived = derived;
  }

  @Override
  public TypedGraph apply(TypedGraph graph) {
    Map<String, Tensor> constants = new LinkedHashMap<>(graph.constants());
    Rewriting rewriting = new Rewriting(graph);
    for (TypedNode node : graph.nodes()) {
      for (int i = 0; i < 2 && node.op() instanceof Add; i++) {
        TypedNode linear = rewriting.maker(node.reads().get(i));
        Tensor addend = constants.get(node.reads().get(1 - i));
        if (linear != null && addend != null && rewriting.isReadOnce(node.reads().get(i))) {
          TypedNode folded = fold(graph, linear, node, addend, constants);
          if (folded != null) {
            rewriting.replace(linear, node, folded);
          }
        }
      }
    }
    return rewriting.graph().withConstants(constants);
  }

  private @Nullable TypedNode fold(
      TypedGraph graph,
      TypedNode linear,
      TypedNode add,
      Tensor addend,
      Map<String, Tensor> constants) {
    String output = add.makes().get(0);
    Shape shape = graph.desc(output).shape();
    if (!(linear.op() instanceof Linear op)
        || !op.epilogue().equals(Epilogue.NONE)
        || !graph.desc(linear.makes().get(0)).shape().equals(shape)
        || !isPerChannel(addend.shape(), shape)) {
      return null;
    }
    List<Tensor> sources = new ArrayList<>(List.of(addend));
    if (op.bias()) {
      Tensor bias = constants.get(linear.reads().get(2));
      if (bias == null) {
        return null;
      }
      sources.add(bias);
    }
    Tensor sum = derived.get(new Fold(op), sources, () -> sum(op.outputs(), sources));
    if (!Evaluation.isFinite(sum)) {
      return null;
    }
    String name = graph.unusedName(output + " folded bias");
    constants.put(name, sum);
    return new TypedNode(
        linear.namesWith(add),
        op.bias(true),
        List.of(linear.reads().get(0), linear.reads().get(1), name),
        add.makes(),
        new ErrorModel.Direct(op.products() + 1, 0));
  }

  /** Tells whether all but the channel axis of a shape that stretches to another are 1. */
  private static boolean isPerChannel(Shape from, Shape to) {
    int axis = 1 - (to.rank() - from.rank());
    int channels = axis >= 0 && axis < from.rank() ? from.dim(axis) : 1;
    return Broadcast.to(from, to) && from.elements() == channels;
  }

  private static Tensor sum(int outputs, List<Tensor> addends) {
    double[] sums = new double[outputs];
    for (Tensor addend : addends) {
      float[] values = addend.toFloats();
      for (int c = 0; c < outputs; c++) {
        sums[c] += values[values.length == 1 ? 0 : c];
      }
    }
    float[] rounded = new float[outputs];
    for (int c = 0; c < outputs; c++) {
      rounded[c] = (float) sums[c];
    }
    return Tensor.of(Shape.of(outputs), rounded);
  }
}
