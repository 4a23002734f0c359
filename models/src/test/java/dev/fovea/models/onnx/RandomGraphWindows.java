package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.ints;
import static dev.fovea.models.support.Models.number;
import static dev.fovea.models.support.Models.text;

import dev.fovea.models.onnx.RandomGraph.Kind;
import dev.fovea.models.onnx.RandomGraph.Op;
import dev.fovea.models.onnx.RandomGraph.Value;
import java.util.Arrays;

/** Convolutions, poolings and normalisations of random graphs. */
final class RandomGraphWindows {
  private RandomGraphWindows() {}

  /** Where a window lies along each axis. */
  private static final class Window {
    final int[] kernel;
    final int[] strides;
    final int[] dilations;
    final int[] pads;
    String auto = "";
    boolean ceil;

    Window(RandomGraph g, Value x, String variant, int most) {
      int axes = x.rank() - 2;
      kernel = new int[axes];
      strides = new int[axes];
      dilations = new int[axes];
      pads = new int[2 * axes];
      for (int i = 0; i < axes; i++) {
        int in = x.dim(i + 2);
        boolean dilated = variant.equals("dilations") && in >= 3;
        // A kernel that reaches the stride, so that no window begins behind the input.
        int least = variant.equals("ceil_mode") ? 2 : 1;
        kernel[i] = Math.min(in, dilated ? 2 : g.between(least, most));
        dilations[i] = dilated ? Math.min(g.between(1, 2), in - 1) : 1;
        strides[i] = variant.equals("strides") || variant.startsWith("ceil") ? 2 : 1;
        boolean padded = variant.equals("pads") || variant.startsWith("count");
        pads[i] = padded ? g.between(0, kernel[i] - 1) : 0;
        pads[i + axes] = padded ? g.between(0, kernel[i] - 1) : 0;
      }
      auto = variant.startsWith("auto_pad=") ? variant.substring(9) : "";
      ceil = variant.equals("ceil_mode");
    }

    int out(int axis, int in) {
      int extent = (kernel[axis] - 1) * dilations[axis] + 1;
      if (auto.startsWith("SAME")) {
        return (in + strides[axis] - 1) / strides[axis];
      }
      int begin = pads[axis];
      int room = in + begin + pads[axis + kernel.length] - extent;
      int floor = room / strides[axis] + 1;
      boolean more = ceil && room % strides[axis] != 0 && floor * strides[axis] < in + begin;
      return more ? floor + 1 : floor;
    }

    int[] dims(Value x, int channels) {
      int[] dims = x.dims().clone();
      dims[1] = channels;
      for (int i = 0; i < kernel.length; i++) {
        dims[i + 2] = out(i, dims[i + 2]);
      }
      return dims;
    }

    void attributes(Op op, boolean dilated) {
      op.with(ints("kernel_shape", kernel)).with(ints("strides", strides));
      if (dilated) {
        op.with(ints("dilations", dilations));
      }
      if (auto.isEmpty()) {
        op.with(ints("pads", pads));
      } else {
        op.with(text("auto_pad", auto));
      }
    }
  }

  private static Value src(RandomGraph g, String variant) {
    return variant.equals("1-D")
        ? g.pick(v -> v.rank() == 3 && v.dim(2) >= 2, 2, 3, g.between(4, 9))
        : g.map(1, 2, 2);
  }

  private static double scale(int fanIn) {
    return Math.sqrt(3.0 / fanIn);
  }

  static void conv(RandomGraph g, String variant) {
    boolean grouped = variant.equals("group") || variant.equals("depthwise");
    Value x =
        grouped
            ? g.pick(
                v -> v.rank() == 4 && v.dim(1) % 2 == 0 && v.dim(1) > 0 && v.dim(2) > 0, 1, 4, 6, 5)
            : src(g, variant);
    int groups = variant.equals("depthwise") ? x.dim(1) : grouped ? 2 : 1;
    boolean residual = variant.equals("residual");
    int out = residual ? x.dim(1) : groups * g.between(1, grouped ? 2 : 6);
    Window window = new Window(g, x, residual ? "auto_pad=SAME_UPPER" : variant, 3);
    int[] weights = new int[x.rank()];
    weights[0] = out;
    weights[1] = x.dim(1) / groups;
    System.arraycopy(window.kernel, 0, weights, 2, window.kernel.length);
    int fanIn = weights[1] * Arrays.stream(window.kernel).reduce(1, (a, b) -> a * b);
    Op op = g.op("Conv").in(x).in(g.parameter(weights, -scale(fanIn), scale(fanIn)));
    if (variant.equals("bias") || g.chance(40)) {
      op.in(g.parameter(new int[] {out}, -0.5, 0.5));
    }
    window.attributes(op, true);
    op.with(integer("group", groups));
    Value y = op.out(window.dims(x, out), 1.5 * x.bound() + 0.5);
    if (residual) {
      Value sum = g.op("Add").in(y).in(x).like(x, y.bound() + x.bound());
      g.op("Relu").in(sum).like(sum, sum.bound());
    }
  }

  static void convTranspose(RandomGraph g, String variant) {
    boolean grouped = variant.equals("group");
    Value x =
        grouped
            ? g.pick(v -> v.rank() == 4 && v.dim(1) % 2 == 0 && v.elements() < 500, 1, 4, 4, 3)
            : variant.equals("1-D")
                ? g.pick(v -> v.rank() == 3 && v.elements() < 500, 1, 3, 5)
                : g.pick(v -> v.rank() == 4 && v.elements() < 500, 1, 3, 4, 5);
    int axes = x.rank() - 2;
    int groups = grouped ? 2 : 1;
    int out = groups * g.between(1, 3);
    int[] weights = new int[x.rank()];
    int[] dims = x.dims().clone();
    int[] kernel = new int[axes];
    int[] strides = new int[axes];
    int[] dilations = new int[axes];
    int[] pads = new int[2 * axes];
    int[] outputPadding = new int[axes];
    for (int i = 0; i < axes; i++) {
      kernel[i] = g.between(2, 3);
      strides[i] = variant.equals("strides") || variant.startsWith("output") ? 2 : 1;
      dilations[i] = variant.equals("dilations") ? 2 : 1;
      pads[i] = variant.equals("pads") ? 1 : 0;
      pads[i + axes] = variant.equals("pads") ? g.between(0, 1) : 0;
      outputPadding[i] = variant.equals("output_padding") ? 1 : 0;
      dims[i + 2] =
          strides[i] * (dims[i + 2] - 1)
              + outputPadding[i]
              + (kernel[i] - 1) * dilations[i]
              + 1
              - pads[i]
              - pads[i + axes];
      if (variant.equals("output_shape")) {
        dims[i + 2]++;
      }
      weights[i + 2] = kernel[i];
    }
    if (Arrays.stream(dims).anyMatch(dim -> dim < 1)) {
      return;
    }
    weights[0] = x.dim(1);
    weights[1] = out / groups;
    dims[1] = out;
    int fanIn = Math.max(1, weights[0] / groups * 4);
    Op op = g.op("ConvTranspose").in(x).in(g.parameter(weights, -scale(fanIn), scale(fanIn)));
    if (g.chance(60)) {
      op.in(g.parameter(new int[] {out}, -0.5, 0.5));
    }
    op.with(ints("kernel_shape", kernel)).with(ints("strides", strides));
    op.with(ints("dilations", dilations)).with(integer("group", groups));
    if (variant.equals("output_shape")) {
      op.with(ints("output_shape", Arrays.copyOfRange(dims, 2, dims.length)));
    } else {
      op.with(ints("pads", pads)).with(ints("output_padding", outputPadding));
    }
    op.out(dims, 2 * x.bound() + 0.5);
  }

  static void maxPool(RandomGraph g, String variant) {
    if (variant.equals("Indices")) {
      Value x =
          g.pick(v -> v.rank() == 4 && v.mayDecide() && v.dim(2) > 1 && v.dim(3) > 1, 1, 2, 5, 6);
      Window window = new Window(g, x, "strides", 2);
      Op op = g.op("MaxPool").in(x);
      window.attributes(op, false);
      op.moved(x, window.dims(x, x.dim(1)));
      op.out(Kind.INT64, window.dims(x, x.dim(1)), 1000, true);
      return;
    }
    Value x = src(g, variant);
    Window window = new Window(g, x, variant, 3);
    Op op = g.op("MaxPool").in(x);
    window.attributes(op, g.opset() >= 10);
    if (window.ceil) {
      op.with(integer("ceil_mode", 1));
    }
    op.moved(x, window.dims(x, x.dim(1)));
  }

  static void averagePool(RandomGraph g, String variant) {
    Value x = src(g, variant);
    Window window = new Window(g, x, variant, 3);
    Op op = g.op("AveragePool").in(x);
    window.attributes(op, g.opset() >= 19);
    if (window.ceil) {
      op.with(integer("ceil_mode", 1));
    }
    if (variant.equals("count_include_pad")) {
      op.with(integer("count_include_pad", 1));
    }
    op.out(window.dims(x, x.dim(1)), x.bound());
  }

  static void lpPool(RandomGraph g, String variant) {
    Value x = src(g, variant);
    Window window = new Window(g, x, variant, 3);
    Op op = g.op("LpPool").in(x);
    window.attributes(op, false);
    op.with(integer("p", variant.equals("p=1") ? 1 : variant.equals("p=3") ? 3 : 2));
    op.out(window.dims(x, x.dim(1)), 9 * x.bound());
  }

  static void global(RandomGraph g, String operator, String variant) {
    Value x = variant.equals("1-D") ? g.ofRank(3) : g.map();
    int[] dims = x.dims().clone();
    Arrays.fill(dims, 2, dims.length, 1);
    Op op = g.op(operator).in(x);
    if (variant.startsWith("p=")) {
      op.with(integer("p", Integer.parseInt(variant.substring(2))));
    }
    op.out(dims, operator.equals("GlobalLpPool") ? x.elements() * x.bound() : x.bound());
  }

  static void batchNormalization(RandomGraph g, String variant) {
    Value x = variant.equals("rank 2") ? g.ofRank(2) : g.map();
    int[] channels = {x.dim(1)};
    g.op("BatchNormalization")
        .in(x)
        .in(g.parameter(channels, -1, 1))
        .in(g.parameter(channels, -0.5, 0.5))
        .in(g.parameter(channels, -0.5, 0.5))
        .in(g.parameter(channels, 0.5, 2))
        .with(number("epsilon", 1e-3f))
        .like(x, 1.5 * (x.bound() + 0.5) + 0.5);
  }

  static void instanceNormalization(RandomGraph g, String variant) {
    Value x = variant.equals("1-D") ? g.ofRank(3) : g.map();
    int[] channels = {x.dim(1)};
    Op op = g.op("InstanceNormalization").in(x);
    op.in(g.parameter(channels, -1, 1)).in(g.parameter(channels, -0.5, 0.5));
    op.with(number("epsilon", variant.equals("epsilon") ? 0.5f : 0.1f)).like(x, 4);
  }

  static void layerNormalization(RandomGraph g, String variant) {
    Value x = g.pick(v -> v.rank() >= 2, 3, 4, 5);
    int axis = variant.equals("axis=-1") ? x.rank() - 1 : g.between(1, x.rank() - 1);
    int[] normalised = Arrays.copyOfRange(x.dims(), axis, x.rank());
    Op op = g.op("LayerNormalization").in(x).in(g.parameter(normalised, -1, 1));
    if (variant.equals("bias") || g.chance(40)) {
      op.in(g.parameter(normalised, -0.5, 0.5));
    }
    op.with(integer("axis", variant.equals("axis=-1") ? -1 : axis));
    op.with(number("epsilon", 0.1f)).like(x, 4);
  }

  static void lrn(RandomGraph g, String variant) {
    Value x = g.map();
    Op op = g.op("LRN").in(x).with(integer("size", variant.equals("size=3") ? 3 : 5));
    if (variant.equals("alpha, beta, bias")) {
      op.with(number("alpha", 0.1f)).with(number("beta", 0.6f)).with(number("bias", 1.5f));
    }
    op.like(x, x.bound());
  }

  static void softmax(RandomGraph g, String operator, String variant) {
    Value x = g.tame(variant.equals("default") ? g.ofRank(2) : g.any(), 4);
    Op op = g.op(operator).in(x);
    switch (variant) {
      case "axis" -> op.with(integer("axis", g.between(0, x.rank() - 1)));
      case "axis=-1" -> op.with(integer("axis", -1));
      default -> {}
    }
    op.like(x, operator.equals("Softmax") ? 1 : 16);
  }
}
