package dev.fovea.runtime.internal.compile;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Linear;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fuses a sum with a residual, then an activation, behind the convolution or dense layer that makes
 * what they read, in the order of {@link Epilogue}, if nobody else reads it.
 */
final class FuseEpilogues implements Pass {

  @Override
  public TypedGraph apply(TypedGraph graph) {
    Rewriting rewriting = new Rewriting(graph);
    for (TypedNode node : graph.nodes()) {
      if (node.op() instanceof Add) {
        fuseAdd(graph, rewriting, node);
      } else if (node.op() instanceof Activation activation) {
        fuseActivation(rewriting, node, activation);
      }
    }
    return rewriting.graph();
  }

  private static void fuseAdd(TypedGraph graph, Rewriting rewriting, TypedNode add) {
    TypedNode a = fusable(rewriting, add.reads().get(0));
    TypedNode b = fusable(rewriting, add.reads().get(1));
    // The one that runs last: fused there, the sum keeps the other one alive no longer.
    boolean takeB = b != null && (a == null || rewriting.position(b) > rewriting.position(a));
    TypedNode linear = takeB ? b : a;
    String residual = add.reads().get(takeB ? 0 : 1);
    String sum = add.makes().get(0);
    if (linear == null || !isSameShape(graph, residual, sum, linear.makes().get(0))) {
      return;
    }
    Linear op = (Linear) linear.op();
    if (op.epilogue().equals(Epilogue.NONE)) {
      List<String> reads = new ArrayList<>(linear.reads());
      reads.add(residual);
      fuse(rewriting, linear, add, op.epilogue(Epilogue.NONE.withResidual()), reads);
    }
  }

  private static boolean isSameShape(TypedGraph graph, String residual, String sum, String made) {
    return graph.desc(residual).shape().equals(graph.desc(sum).shape())
        && graph.desc(made).shape().equals(graph.desc(sum).shape());
  }

  private static void fuseActivation(Rewriting rewriting, TypedNode node, Activation activation) {
    TypedNode linear = fusable(rewriting, node.reads().get(0));
    if (linear != null && Double.isFinite(activation.lipschitz())) {
      Linear op = (Linear) linear.op();
      Epilogue epilogue = new Epilogue(activation, op.epilogue().residual());
      fuse(rewriting, linear, node, op.epilogue(epilogue), linear.reads());
    }
  }

  /** Returns the linear node that makes a value for one reader and applies no activation yet. */
  private static @Nullable TypedNode fusable(Rewriting rewriting, String value) {
    TypedNode maker = rewriting.maker(value);
    boolean fusable =
        maker != null
            && maker.op() instanceof Linear op
            && op.epilogue().activation().isIdentity()
            && rewriting.isReadOnce(value);
    return fusable ? maker : null;
  }

  private static void fuse(
      Rewriting rewriting, TypedNode linear, TypedNode behind, Linear op, List<String> reads) {
    rewriting.replace(
        linear,
        behind,
        new TypedNode(linear.namesWith(behind), op, reads, behind.makes(), linear.folded()));
  }
}
