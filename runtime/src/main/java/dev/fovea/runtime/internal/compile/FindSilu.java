package dev.fovea.runtime.internal.compile;

import dev.fovea.op.Activation;
import dev.fovea.op.Arithmetic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds x / (1 + exp(-x)) where exporters wrote two nodes, since ONNX had no name for it before
 * opset 24: a value times its own logistic function. Rounded once instead of twice, and fused
 * behind a convolution later.
 */
final class FindSilu implements Pass {
  private static final Arithmetic PRODUCT = new Arithmetic(Arithmetic.Function.MUL);

  @Override
  public TypedGraph apply(TypedGraph graph) {
    Rewriting rewriting = new Rewriting(graph);
    for (TypedNode product : graph.nodes()) {
      TypedNode gate = product.op().equals(PRODUCT) ? gate(rewriting, product.reads()) : null;
      if (gate != null) {
        List<String> names = gate.namesWith(product);
        TypedNode silu = new TypedNode(names, Activation.silu(), gate.reads(), product.makes());
        rewriting.replace(gate, product, silu);
      }
    }
    return rewriting.graph();
  }

  private static @Nullable TypedNode gate(Rewriting rewriting, List<String> factors) {
    TypedNode gate = sigmoidOf(rewriting, factors.get(0), factors.get(1));
    return gate != null ? gate : sigmoidOf(rewriting, factors.get(1), factors.get(0));
  }

  /** Returns the node that makes {@code value} of {@code src} for nobody else. */
  private static @Nullable TypedNode sigmoidOf(Rewriting rewriting, String src, String value) {
    TypedNode maker = rewriting.maker(value);
    boolean found =
        maker != null
            && maker.op().equals(Activation.sigmoid())
            && maker.reads().equals(List.of(src))
            && rewriting.isReadOnce(value);
    return found ? maker : null;
  }
}
