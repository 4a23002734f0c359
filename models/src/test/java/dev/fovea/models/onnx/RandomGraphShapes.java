package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.floats;
import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.ints;
import static dev.fovea.models.support.Models.longs;
import static dev.fovea.models.support.Models.number;
import static dev.fovea.models.support.Models.tensor;
import static dev.fovea.models.support.Models.text;

import dev.fovea.models.onnx.RandomGraph.Kind;
import dev.fovea.models.onnx.RandomGraph.Op;
import dev.fovea.models.onnx.RandomGraph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** What joins, cuts, moves and reshapes values, and integers behind them, in random graphs. */
final class RandomGraphShapes {
  private RandomGraphShapes() {}

  /** An attribute in old opsets, an input since. */
  private static Op choice(RandomGraph g, Op op, int since, String name, int... values) {
    return g.opset() < since
        ? op.with(ints(name, values))
        : op.in(g.longs(Arrays.stream(values).asLongStream().toArray()));
  }

  private static int product(int[] dims) {
    return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
  }

  static void concat(RandomGraph g, String variant) {
    Value a = variant.equals("axis=-1") ? g.any() : g.map();
    int axis = variant.equals("axis=-1") ? a.rank() - 1 : Integer.parseInt(variant.substring(5));
    Op op = g.op("Concat").in(a);
    int[] dims = a.dims().clone();
    double bound = a.bound();
    boolean exact = a.exact();
    for (int i = g.between(1, 2); i > 0; i--) {
      int[] own = a.dims().clone();
      own[axis] = g.between(1, 3);
      Value b = g.pick(v -> fits(v, a, axis) && v != a, own);
      op.in(b);
      dims[axis] += b.dim(axis);
      bound = Math.max(bound, b.bound());
      exact &= b.exact();
    }
    op.with(integer("axis", variant.equals("axis=-1") && g.opset() >= 11 ? -1 : axis));
    op.out(Kind.FLOAT, dims, bound, exact);
  }

  private static boolean fits(Value b, Value a, int axis) {
    return b.rank() == a.rank()
        && IntStream.range(0, a.rank()).allMatch(i -> i == axis || a.dim(i) == b.dim(i));
  }

  static void split(RandomGraph g, String variant) {
    boolean equal = !variant.equals("sizes");
    Value x = g.pick(v -> v.rank() >= 2 && v.dim(1) >= 2 && (!equal || v.dim(1) % 2 == 0), 2, 4, 3);
    int first = equal ? x.dim(1) / 2 : g.between(1, x.dim(1) - 1);
    Op op = g.op("Split").in(x).with(integer("axis", 1));
    if (variant.equals("num_outputs")) {
      op.with(integer("num_outputs", 2));
    } else if (variant.equals("sizes") || g.opset() >= 18) {
      choice(g, op, 13, "split", first, x.dim(1) - first);
    }
    int[] dims = x.dims().clone();
    dims[1] = first;
    op.moved(x, dims);
    int[] rest = x.dims().clone();
    rest[1] = x.dim(1) - first;
    op.moved(x, rest);
  }

  static void slice(RandomGraph g, String variant) {
    Value x = g.pick(v -> v.rank() >= 2 && v.dim(v.rank() - 1) >= 3, 2, 3, 6);
    int axis = x.rank() - 1;
    int extent = x.dim(axis);
    int start = variant.equals("negative") ? -2 : variant.equals("backwards") ? extent - 1 : 1;
    int step = variant.equals("steps") ? 2 : variant.equals("backwards") ? -1 : 1;
    int end = variant.equals("backwards") ? Integer.MIN_VALUE : Integer.MAX_VALUE;
    int count =
        switch (variant) {
          case "negative" -> 2;
          case "backwards" -> extent;
          case "steps" -> extent / 2;
          default -> extent - 1;
        };
    Op op = g.op("Slice").in(x);
    choice(g, op, 10, "starts", start);
    choice(g, op, 10, "ends", end);
    choice(g, op, 10, "axes", variant.equals("negative") && g.opset() >= 10 ? -1 : axis);
    if (g.opset() >= 10) {
      op.in(g.longs(step));
    }
    int[] dims = x.dims().clone();
    dims[axis] = count;
    op.moved(x, dims);
  }

  static void pad(RandomGraph g, String variant) {
    Value x = g.map(1, 3, 3);
    int[] pads = {0, 0, g.between(0, 2), g.between(0, 2), 0, 0, g.between(0, 2), g.between(0, 2)};
    int[] dims = x.dims().clone();
    dims[2] += pads[2] + pads[6];
    dims[3] += pads[3] + pads[7];
    String mode = variant.startsWith("mode=") ? variant.substring(5) : "constant";
    Op op = g.op("Pad").in(x).with(text("mode", mode));
    boolean axes = variant.equals("axes");
    choice(g, op, 11, "pads", axes ? new int[] {pads[2], pads[3], pads[6], pads[7]} : pads);
    boolean value = variant.equals("value");
    if (value && g.opset() < 11) {
      op.with(number("value", 0.5f));
    } else if (value) {
      op.in(g.constant(new int[0], 0.5f));
    }
    if (axes) {
      op.absent().in(g.longs(2, -1));
    }
    op.out(Kind.FLOAT, dims, Math.max(0.5, x.bound()), x.exact());
  }

  static void transpose(RandomGraph g, String variant) {
    Value x = variant.equals("NCHW to NHWC") ? g.map() : g.any();
    List<Integer> perm = new ArrayList<>(IntStream.range(0, x.rank()).boxed().toList());
    Op op = g.op("Transpose").in(x);
    switch (variant) {
      case "default" -> Collections.reverse(perm);
      case "NCHW to NHWC" -> perm = List.of(0, 2, 3, 1);
      default -> Collections.rotate(perm, g.between(1, 2));
    }
    int[] order = perm.stream().mapToInt(Integer::intValue).toArray();
    if (!variant.equals("default")) {
      op.with(ints("perm", order));
    }
    op.moved(x, Arrays.stream(order).map(x::dim).toArray());
  }

  static void flatten(RandomGraph g, String variant) {
    Value x = g.map();
    int axis = variant.equals("default") ? 1 : Integer.parseInt(variant.substring(5));
    Op op = g.op("Flatten").in(x);
    if (!variant.equals("default")) {
      op.with(integer("axis", axis));
    }
    int split = axis < 0 ? axis + 4 : axis;
    op.moved(
        x,
        product(Arrays.copyOf(x.dims(), split)),
        product(Arrays.copyOfRange(x.dims(), split, 4)));
  }

  static void reshape(RandomGraph g, String variant) {
    Value x = g.map();
    int[] dims = {x.dim(0), x.dim(1), x.dim(2) * x.dim(3)};
    long[] shape =
        variant.equals("-1") ? new long[] {dims[0], dims[1], -1} : new long[] {0, 0, dims[2]};
    Op op = g.op("Reshape").in(x).in(g.longs(shape));
    if (variant.equals("allowzero")) {
      op = g.op("Reshape").in(x).in(g.longs(dims[0], dims[1], dims[2]));
      op.with(integer("allowzero", 1));
    }
    op.moved(x, dims);
  }

  static void squeeze(RandomGraph g, String variant) {
    Value x = g.map();
    boolean last = variant.equals("negative");
    int[] wide = {x.dim(0), 1, x.dim(1), x.dim(2), x.dim(3)};
    int[] behind = {x.dim(0), x.dim(1), x.dim(2), x.dim(3), 1};
    Value more =
        choice(g, g.op("Unsqueeze").in(x), 13, "axes", last ? -1 : 1)
            .moved(x, last ? behind : wide);
    boolean all = variant.equals("all");
    Op op = g.op("Squeeze").in(more);
    if (!all) {
      choice(g, op, 13, "axes", last ? -1 : 1);
    }
    int[] dims = all ? Arrays.stream(more.dims()).filter(dim -> dim != 1).toArray() : x.dims();
    op.moved(x, dims);
  }

  static void expand(RandomGraph g, String variant) {
    Value x = g.pick(v -> v.rank() >= 1 && v.rank() <= 4 && v.elements() < 300, 1, 3, 1);
    boolean more = variant.equals("more axes") && x.rank() < 5;
    int[] dims = new int[x.rank() + (more ? 1 : 0)];
    for (int i = 0; i < x.rank(); i++) {
      int dim = x.dim(i);
      dims[i + dims.length - x.rank()] = dim == 1 ? 2 : dim;
    }
    if (more) {
      dims[0] = 2;
    }
    long[] shape = Arrays.stream(dims).asLongStream().toArray();
    g.op("Expand").in(x).in(g.longs(shape)).moved(x, dims);
  }

  static void tile(RandomGraph g, String variant) {
    Value x = g.pick(v -> v.rank() >= 1 && v.elements() < 300, 2, 3);
    int[] dims = x.dims().clone();
    long[] repeats = new long[x.rank()];
    for (int i = 0; i < dims.length; i++) {
      repeats[i] = g.between(1, 2);
      dims[i] *= (int) repeats[i];
    }
    g.op("Tile").in(x).in(g.longs(repeats)).moved(x, dims);
  }

  static void gather(RandomGraph g, String variant) {
    Value x = g.any();
    int axis = variant.equals("axis=0") ? 0 : x.rank() - 1;
    boolean scalar = variant.equals("one index") && x.rank() >= 2;
    int last = x.dim(axis) - 1;
    boolean negative = variant.equals("negative") && g.opset() >= 11;
    long first = negative ? -1 : last;
    String indices = scalar ? g.scalar(first) : g.longs(first, 0, last);
    List<Integer> dims = new ArrayList<>(Arrays.stream(x.dims()).boxed().toList());
    dims.remove(axis);
    if (!scalar) {
      dims.add(axis, 3);
    }
    g.op("Gather")
        .in(x)
        .in(indices)
        .with(integer("axis", negative ? -1 : axis))
        .moved(x, dims.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Takes a value's shape apart and puts it together again, as exporters do. */
  static void shape(RandomGraph g, String variant) {
    Value x = g.map();
    if (variant.equals("start, end")) {
      Op op = g.op("Shape").in(x).with(integer("start", 1)).with(integer("end", -1));
      Value part = op.out(Kind.INT64, new int[] {2}, 100, true);
      cast(g, part);
      return;
    }
    Value shape = g.op("Shape").in(x).out(Kind.INT64, new int[] {4}, 100, true);
    if (variant.equals("values")) {
      cast(g, shape);
      return;
    }
    Value batch =
        g.op("Gather")
            .in(shape)
            .in(g.longs(0))
            .with(integer("axis", 0))
            .out(Kind.INT64, new int[] {1}, 100, true);
    Value target =
        g.op("Concat")
            .in(batch)
            .in(g.longs(-1))
            .with(integer("axis", 0))
            .out(Kind.INT64, new int[] {2}, 100, true);
    g.op("Reshape").in(x).in(target).moved(x, x.dim(0), x.elements() / x.dim(0));
  }

  private static void cast(RandomGraph g, Value whole) {
    Value floats =
        g.op("Cast").in(whole).with(integer("to", 1)).out(Kind.FLOAT, whole.dims(), 100, true);
    g.op("Sigmoid").in(floats).like(floats, 1);
  }

  static void range(RandomGraph g, String variant) {
    if (variant.equals("float")) {
      String[] ends = {
        g.constant(new int[0], 0.5f), g.constant(new int[0], 3), g.constant(new int[0], 0.5f)
      };
      g.op("Range").in(ends[0]).in(ends[1]).in(ends[2]).out(Kind.FLOAT, new int[] {5}, 3, true);
      return;
    }
    Value range =
        g.op("Range")
            .in(g.scalar(7))
            .in(g.scalar(-2))
            .in(g.scalar(-3))
            .out(Kind.INT64, new int[] {3}, 7, true);
    cast(g, range);
  }

  static void constant(RandomGraph g, String variant) {
    Value x = g.any();
    Op op = g.op("Constant");
    int[] dims = {x.dim(x.rank() - 1)};
    Value c =
        switch (variant) {
          case "value_float" ->
              op.with(number("value_float", 0.75f)).out(Kind.FLOAT, new int[0], 1, true);
          default ->
              op.with(tensor("value", floats("", dims, g.reals(dims[0], -1, 1))))
                  .out(Kind.FLOAT, dims, 1, true);
        };
    g.op("Add").in(x).in(c).like(x, x.bound() + 1);
  }

  static void constantOfShape(RandomGraph g, String variant) {
    Value x = g.any();
    Op op = g.op("ConstantOfShape").in(g.longs(Arrays.stream(x.dims()).asLongStream().toArray()));
    if (variant.equals("int64")) {
      op.with(tensor("value", longs("", 3)));
      cast(g, op.out(Kind.INT64, x.dims(), 3, true));
      return;
    }
    if (variant.equals("value")) {
      op.with(tensor("value", floats("", new int[] {1}, 0.25f)));
    }
    Value c = op.out(Kind.FLOAT, x.dims(), 1, true);
    g.op("Add").in(x).in(c).like(x, x.bound() + 1);
  }

  static void depthToSpace(RandomGraph g, String variant) {
    Value x = g.pick(v -> v.rank() == 4 && v.dim(1) % 4 == 0 && v.dim(1) > 0, 1, 8, 3, 4);
    Op op = g.op("DepthToSpace").in(x).with(integer("blocksize", 2));
    if (!variant.equals("default")) {
      op.with(text("mode", variant.substring(5)));
    }
    op.moved(x, x.dim(0), x.dim(1) / 4, x.dim(2) * 2, x.dim(3) * 2);
  }

  static void spaceToDepth(RandomGraph g, String variant) {
    Value x =
        g.pick(
            v -> v.rank() == 4 && v.dim(2) % 2 == 0 && v.dim(3) % 2 == 0 && v.dim(2) > 0,
            1,
            3,
            4,
            6);
    g.op("SpaceToDepth")
        .in(x)
        .with(integer("blocksize", 2))
        .moved(x, x.dim(0), x.dim(1) * 4, x.dim(2) / 2, x.dim(3) / 2);
  }

  /** Reshape, transpose, reshape: how ShuffleNet mixes the channels of its groups. */
  static void channelShuffle(RandomGraph g, String variant) {
    Value x = g.pick(v -> v.rank() == 4 && v.dim(1) % 2 == 0 && v.dim(1) >= 4, 2, 6, 3, 4);
    int[] d = x.dims();
    Value groups =
        g.op("Reshape")
            .in(x)
            .in(g.longs(d[0], 2, d[1] / 2, d[2], d[3]))
            .moved(x, d[0], 2, d[1] / 2, d[2], d[3]);
    Value turned =
        g.op("Transpose")
            .in(groups)
            .with(ints("perm", 0, 2, 1, 3, 4))
            .moved(x, d[0], d[1] / 2, 2, d[2], d[3]);
    g.op("Reshape").in(turned).in(g.longs(d[0], d[1], d[2], d[3])).moved(x, d);
  }
}
