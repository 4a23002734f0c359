package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.ints;
import static dev.fovea.models.support.Models.number;

import dev.fovea.models.onnx.RandomGraph.Kind;
import dev.fovea.models.onnx.RandomGraph.Op;
import dev.fovea.models.onnx.RandomGraph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Matrix products and reductions of random graphs. */
final class RandomGraphSums {
  private RandomGraphSums() {}

  private static double scale(int fanIn) {
    return Math.sqrt(3.0 / fanIn);
  }

  static void gemm(RandomGraph g, String variant) {
    Value a = g.pick(v -> v.rank() == 2 && v.dim(0) > 0 && v.dim(1) > 0, 3, 5);
    boolean turnedA = variant.equals("transA");
    int m = a.dim(turnedA ? 1 : 0);
    int k = a.dim(turnedA ? 0 : 1);
    int n = g.between(1, 8);
    boolean turnedB = variant.equals("transB");
    int[] weights = turnedB ? new int[] {n, k} : new int[] {k, n};
    Op op = g.op("Gemm").in(a).in(g.parameter(weights, -scale(k), scale(k)));
    if (!variant.equals("without C") || g.opset() < 11) {
      int[] c =
          switch (variant) {
            case "C of a row" -> new int[] {1, n};
            case "C of a column" -> new int[] {m, 1};
            case "C whole" -> new int[] {m, n};
            default -> new int[] {n};
          };
      op.in(g.parameter(c, -0.5, 0.5));
    }
    if (variant.equals("alpha, beta")) {
      op.with(number("alpha", 0.5f)).with(number("beta", -2));
    }
    op.with(integer("transA", turnedA ? 1 : 0)).with(integer("transB", turnedB ? 1 : 0));
    op.out(new int[] {m, n}, 2 * a.bound() + 1);
  }

  static void matMul(RandomGraph g, String variant) {
    Value a =
        switch (variant) {
          case "matrices" -> g.ofRank(2);
          case "vector" -> g.ofRank(1);
          default -> g.pick(v -> v.rank() == 3 || v.rank() == 4, 2, 3, 4);
        };
    int k = a.dim(a.rank() - 1);
    int n = g.between(1, 6);
    List<Integer> weights = new ArrayList<>();
    if (variant.equals("batched")) {
      Arrays.stream(a.dims()).limit(a.rank() - 2L).forEach(weights::add);
    }
    weights.add(k);
    weights.add(n);
    int[] dims = weights.stream().mapToInt(Integer::intValue).toArray();
    int[] out = a.dims().clone();
    out[a.rank() - 1] = n;
    g.op("MatMul").in(a).in(g.parameter(dims, -scale(k), scale(k))).out(out, 2 * a.bound());
  }

  static void reduce(RandomGraph g, String operator, String variant) {
    Value x = g.tame(variant.equals("over the map") ? g.map() : g.any(), 4);
    boolean product = operator.equals("ReduceProd");
    boolean all = variant.equals("all") || variant.equals("noop_with_empty_axes");
    boolean keep = !variant.equals("keepdims=0");
    int[] axes =
        switch (variant) {
          case "over the map" -> new int[] {2, 3};
          case "negative" -> new int[] {g.opset() >= 11 ? -1 : x.rank() - 1};
          default -> new int[] {g.between(0, x.rank() - 1)};
        };
    Op op = g.op(operator).in(product ? nearOne(g, x) : x);
    int since = operator.equals("ReduceSum") ? 13 : 18;
    boolean nothing = variant.equals("noop_with_empty_axes");
    if (!all && g.opset() < since) {
      op.with(ints("axes", axes));
    } else if (!all) {
      op.in(g.longs(Arrays.stream(axes).asLongStream().toArray()));
    }
    op.with(integer("keepdims", keep ? 1 : 0));
    if (nothing) {
      op.with(integer("noop_with_empty_axes", 1)).out(Kind.FLOAT, x.dims(), 16, false);
      return;
    }
    boolean[] gone = new boolean[x.rank()];
    Arrays.fill(gone, all);
    for (int axis : axes) {
      gone[axis < 0 ? axis + x.rank() : axis] = true;
    }
    List<Integer> dims = new ArrayList<>();
    int terms = 1;
    for (int i = 0; i < gone.length; i++) {
      terms *= gone[i] ? x.dim(i) : 1;
      if (!gone[i] || keep) {
        dims.add(gone[i] ? 1 : x.dim(i));
      }
    }
    boolean exact = x.exact() && (operator.equals("ReduceMax") || operator.equals("ReduceMin"));
    double bound =
        switch (operator) {
          case "ReduceMean", "ReduceMax", "ReduceMin" -> x.bound();
          case "ReduceSumSquare" -> terms * x.bound() * x.bound();
          case "ReduceProd" -> Math.E;
          default -> terms * x.bound() + 1;
        };
    op.out(Kind.FLOAT, dims.stream().mapToInt(Integer::intValue).toArray(), bound, exact);
  }

  /** Factors close to 1, so that the product of many neither vanishes nor grows. */
  private static Value nearOne(RandomGraph g, Value x) {
    String share = g.constant(new int[] {1}, 1f / x.elements());
    Value part = g.op("Mul").in(g.tame(x, 1)).in(share).like(x, 1);
    return g.op("Add").in(part).in(g.constant(new int[] {1}, 1)).like(x, 2);
  }

  /** The place of an extreme: of exact values, lest a last bit decides. */
  static void place(RandomGraph g, String operator, String variant) {
    Value x = g.exact();
    int axis = variant.equals("axis=-1") ? x.rank() - 1 : g.between(0, x.rank() - 1);
    boolean keep = !variant.equals("keepdims=0");
    Op op = g.op(operator).in(x);
    if (!variant.equals("default")) {
      op.with(integer("axis", variant.equals("axis=-1") && g.opset() >= 11 ? -1 : axis));
    } else {
      axis = 0;
    }
    op.with(integer("keepdims", keep ? 1 : 0));
    if (variant.equals("select_last_index")) {
      op.with(integer("select_last_index", 1));
    }
    List<Integer> dims = new ArrayList<>(Arrays.stream(x.dims()).boxed().toList());
    if (keep) {
      dims.set(axis, 1);
    } else {
      dims.remove(axis);
    }
    int[] out = dims.stream().mapToInt(Integer::intValue).toArray();
    Value index = op.out(Kind.INT64, out, 100, true);
    Value floats = g.op("Cast").in(index).with(integer("to", 1)).out(Kind.FLOAT, out, 100, true);
    g.op("Sigmoid").in(floats).like(floats, 1);
  }
}
