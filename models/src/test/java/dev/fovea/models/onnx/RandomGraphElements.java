package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.number;
import static dev.fovea.models.support.Models.text;

import dev.fovea.models.onnx.RandomGraph.Kind;
import dev.fovea.models.onnx.RandomGraph.Op;
import dev.fovea.models.onnx.RandomGraph.Value;
import java.util.Arrays;

/** Functions of one value, arithmetic of several, and choices, of random graphs. */
final class RandomGraphElements {
  private RandomGraphElements() {}

  /** A function defined everywhere that does not grow. */
  static void unary(RandomGraph g, String operator) {
    Value x = g.any();
    boolean exact = x.exact() && (operator.equals("Relu") || operator.equals("Abs"));
    g.op(operator).in(x).out(Kind.FLOAT, x.dims(), Math.max(1, x.bound()), exact);
  }

  /** A function that moves bits only. */
  static void same(RandomGraph g, String operator) {
    Value x = g.any();
    g.op(operator).in(x).moved(x, x.dims());
  }

  /** A function of what lies in a range. */
  static void within(RandomGraph g, String operator, double least, double bound) {
    Value x = g.any();
    // 0.5 to 1.5, or what lies between -1 and 1 moved there.
    Value part = g.op("Sigmoid").in(x).like(x, 1);
    Value used =
        least > 0
            ? g.op("Add").in(part).in(g.constant(new int[] {1}, (float) least)).like(x, 2)
            : g.tame(x, 2);
    g.op(operator).in(used).like(used, bound);
  }

  /** A rounding: of an exact value, lest a last bit decides. */
  static void rounding(RandomGraph g, String operator) {
    Value x = g.exact();
    Value three =
        g.op("Mul")
            .in(x)
            .in(g.constant(new int[] {1}, 4))
            .out(Kind.FLOAT, x.dims(), 4 * x.bound(), true);
    g.op(operator).in(three).out(Kind.FLOAT, x.dims(), 4 * x.bound() + 1, true);
  }

  static void withNumbers(RandomGraph g, String operator, String variant) {
    Value x = g.any();
    Op op = g.op(operator).in(x);
    if (variant.contains("alpha")) {
      op.with(number("alpha", (float) g.real(0.1, 1.5)));
    }
    if (variant.contains("beta")) {
      op.with(number("beta", (float) g.real(0.1, 0.9)));
    }
    if (variant.contains("gamma")) {
      op.with(number("gamma", (float) g.real(0.5, 1.5)));
    }
    op.like(x, 2 * Math.max(1, x.bound()));
  }

  static void gelu(RandomGraph g, String variant) {
    Value x = g.any();
    Op op = g.op("Gelu").in(x);
    if (!variant.equals("default")) {
      op.with(text("approximate", variant.substring("approximate=".length())));
    }
    op.like(x, Math.max(1, x.bound()));
  }

  static void clip(RandomGraph g, String variant) {
    Value x = g.any();
    boolean min = !variant.equals("max");
    boolean max = !variant.equals("min");
    Op op = g.op("Clip").in(x);
    if (g.opset() < 11) {
      if (min) {
        op.with(number("min", -0.5f));
      }
      if (max) {
        op.with(number("max", 0.75f));
      }
    } else {
      op = min ? op.in(g.constant(new int[0], -0.5f)) : op.absent();
      if (max) {
        op.in(g.constant(new int[0], 0.75f));
      }
    }
    op.out(Kind.FLOAT, x.dims(), Math.max(0.75, x.bound()), x.exact());
  }

  static void prelu(RandomGraph g, String variant) {
    Value x = g.map();
    int[] slope =
        switch (variant) {
          case "per channel" -> new int[] {x.dim(1), 1, 1};
          case "one" -> new int[] {1};
          default -> Arrays.copyOfRange(x.dims(), 1, 4);
        };
    g.op("PRelu").in(x).in(g.parameter(slope, -1, 1)).like(x, x.bound());
  }

  static void dropout(RandomGraph g, String variant) {
    same(g, "Dropout");
  }

  /** Arithmetic of two values that may be stretched. */
  static void binary(RandomGraph g, String operator, String variant) {
    if (variant.equals("int64")) {
      integers(g, operator);
      return;
    }
    Value a = variant.equals("channel") ? g.map() : g.any();
    a = g.tame(a, operator.equals("Mul") || operator.equals("Pow") ? 3 : 16);
    Value b = other(g, operator, variant, a);
    int[] dims = a.dims();
    if (variant.equals("both stretched")) {
      int[] stretched = a.dims().clone();
      stretched[0] = a.dim(0) == 1 ? 3 : a.dim(0);
      dims = stretched;
    }
    double bound =
        switch (operator) {
          case "Mul" -> a.bound() * b.bound();
          case "Div" -> 2 * a.bound();
          case "Pow" -> 16;
          default -> a.bound() + b.bound();
        };
    Value left = operator.equals("Pow") ? positive(g, a) : a;
    Op op = g.op(operator);
    op = operator.equals("Sub") && g.chance(50) ? op.in(b).in(left) : op.in(left).in(b);
    op.out(dims, bound);
  }

  private static Value positive(RandomGraph g, Value x) {
    Value part = g.op("Sigmoid").in(x).like(x, 1);
    return g.op("Add").in(part).in(g.constant(new int[] {1}, 0.5f)).like(x, 1.5);
  }

  private static Value other(RandomGraph g, String operator, String variant, Value a) {
    int[] dims =
        switch (variant) {
          case "scalar" -> new int[0];
          case "channel" -> new int[] {a.dim(1), 1, 1};
          case "both stretched" -> stretched(a);
          default -> a.dims();
        };
    boolean divides = operator.equals("Div");
    if (variant.equals("same") && !divides && g.chance(60)) {
      return g.tame(g.pick(a::sameShape, a.dims()), 3);
    }
    double least = divides ? 0.5 : operator.equals("Pow") ? -2 : -1;
    double most = divides || operator.equals("Pow") ? 2 : 1;
    if (g.chance(50)) {
      return g.input(dims, least, most);
    }
    String name =
        g.constant(dims, g.reals(Arrays.stream(dims).reduce(1, (x, y) -> x * y), least, most));
    return new Value(name, Kind.FLOAT, dims, most, true);
  }

  /** Returns dims that stretch to a's, and beyond where a's first is 1. */
  private static int[] stretched(Value a) {
    int[] dims = a.dims().clone();
    Arrays.fill(dims, 1, dims.length, 1);
    dims[0] = a.dim(0) == 1 ? 3 : a.dim(0);
    return dims;
  }

  private static void integers(RandomGraph g, String operator) {
    Value a = g.longInput(new int[] {2, g.between(1, 4)}, 1, 9);
    Value b = g.longInput(new int[] {a.dim(1)}, 1, 3);
    Value c = g.op(operator).in(a).in(b).out(Kind.INT64, a.dims(), 1000, true);
    Value floats = g.op("Cast").in(c).with(integer("to", 1)).out(Kind.FLOAT, a.dims(), 1000, true);
    g.op("Tanh").in(floats).like(floats, 1);
  }

  /** Min, Max, Sum and Mean of any number of values. */
  static void several(RandomGraph g, String operator, String variant) {
    Value a = g.any();
    int count = variant.equals("one") ? 1 : variant.equals("three") ? 3 : 2;
    Op op = g.op(operator).in(a);
    double bound = a.bound();
    boolean exact = a.exact();
    for (int i = 1; i < count; i++) {
      boolean stretched = variant.equals("broadcasting");
      Value b =
          stretched ? g.input(new int[] {a.dim(a.rank() - 1)}, 1) : g.pick(a::sameShape, a.dims());
      op.in(b);
      bound += b.bound();
      exact &= b.exact();
    }
    op.out(
        Kind.FLOAT, a.dims(), bound, exact && !operator.equals("Sum") && !operator.equals("Mean"));
  }

  /** A choice between values: by comparison of whole numbers, or of exact values. */
  static void where(RandomGraph g, String variant) {
    Value a = g.any();
    int[] dims = variant.equals("broadcasting") ? new int[] {a.dim(a.rank() - 1)} : a.dims();
    Value condition = equal(g, dims, "int64");
    Value b =
        variant.equals("broadcasting") ? g.input(new int[] {1}, 1) : g.pick(a::sameShape, a.dims());
    g.op("Where")
        .in(condition)
        .in(a)
        .in(b)
        .out(Kind.FLOAT, a.dims(), Math.max(a.bound(), b.bound()), a.exact() && b.exact());
  }

  static void equal(RandomGraph g, String variant) {
    Value truth = equal(g, new int[] {2, 3}, variant);
    g.op("Cast").in(truth).with(integer("to", 1)).out(Kind.FLOAT, truth.dims(), 1, true);
  }

  private static Value equal(RandomGraph g, int[] dims, String variant) {
    boolean floats = variant.equals("float");
    Value a = floats ? g.input(dims, 1) : g.longInput(dims, 0, 2);
    Value b =
        floats ? a : g.longInput(dims.length == 0 ? dims : new int[] {dims[dims.length - 1]}, 0, 2);
    return g.op("Equal").in(a).in(b).out(Kind.BOOL, dims, 1, true);
  }

  static void cast(RandomGraph g, String variant) {
    Value x = g.exact();
    Value scaled =
        g.op("Mul")
            .in(x)
            .in(g.constant(new int[] {1}, 8))
            .out(Kind.FLOAT, x.dims(), 8 * x.bound(), true);
    boolean truth = variant.equals("float to bool");
    int to = truth ? 9 : 7;
    Value whole =
        g.op("Cast")
            .in(scaled)
            .with(integer("to", to))
            .out(truth ? Kind.BOOL : Kind.INT64, x.dims(), scaled.bound(), true);
    g.op("Cast").in(whole).with(integer("to", 1)).out(Kind.FLOAT, x.dims(), scaled.bound(), true);
  }
}
