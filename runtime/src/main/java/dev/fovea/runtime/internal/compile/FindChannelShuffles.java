package dev.fovea.runtime.internal.compile;

import dev.fovea.op.ChannelShuffle;
import dev.fovea.op.Reshaping;
import dev.fovea.op.Transpose;
import dev.fovea.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds channel shuffles where exporters wrote three nodes: [N, C, ...] is reshaped to [N, G, C /
 * G, ...], the two axes of the channels change places, and the shape is restored.
 */
final class FindChannelShuffles implements Pass {

  @Override
  public TypedGraph apply(TypedGraph graph) {
    Rewriting rewriting = new Rewriting(graph);
    for (TypedNode last : graph.nodes()) {
      TypedNode middle = last.op() instanceof Reshaping ? onlyRead(rewriting, last) : null;
      TypedNode first =
          middle != null && middle.op() instanceof Transpose ? onlyRead(rewriting, middle) : null;
      if (middle != null && first != null && first.op() instanceof Reshaping) {
        Shape src = graph.desc(first.reads().get(0)).shape();
        Shape grouped = graph.desc(middle.reads().get(0)).shape();
        Shape dst = graph.desc(last.makes().get(0)).shape();
        if (dst.equals(src) && shuffles((Transpose) middle.op(), src, grouped)) {
          List<String> names = new ArrayList<>(first.namesWith(middle));
          names.addAll(last.nodes());
          ChannelShuffle op = new ChannelShuffle(grouped.dim(1));
          rewriting.replace(
              List.of(first, middle, last), new TypedNode(names, op, first.reads(), last.makes()));
        }
      }
    }
    return rewriting.graph();
  }

  /** Returns the node that makes what this one reads, if nobody else reads it. */
  private static @Nullable TypedNode onlyRead(Rewriting rewriting, TypedNode node) {
    String read = node.reads().get(0);
    return rewriting.isReadOnce(read) ? rewriting.maker(read) : null;
  }

  private static boolean shuffles(Transpose op, Shape src, Shape grouped) {
    int rank = grouped.rank();
    boolean fits =
        src.rank() >= 2
            && rank >= 3
            && grouped.dim(0) == src.dim(0)
            && grouped.dim(1) > 0
            && (long) grouped.dim(1) * grouped.dim(2) == src.dim(1);
    for (int axis = 0; fits && axis < rank; axis++) {
      int expected = axis == 1 ? 2 : axis == 2 ? 1 : axis;
      fits = op.permutation().get(axis) == expected;
    }
    return fits;
  }
}
