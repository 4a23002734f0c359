package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.ints;
import static dev.fovea.models.support.Models.number;
import static dev.fovea.models.support.Models.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import dev.fovea.models.onnx.RandomGraph.Kind;
import dev.fovea.models.onnx.RandomGraph.Op;
import dev.fovea.models.onnx.RandomGraph.Value;

/**
 * Resizes and deformable convolutions of random graphs. {@link RandomSampling} tells what is left
 * out; so is a negative axis beside keep_aspect_ratio_policy, which ONNX Runtime passes over.
 */
final class RandomGraphSampling {
  private static final float[] SCALES = {0.5f, 0.8f, 1.5f, 2, 2.5f};

  private RandomGraphSampling() {}

  private static Value src(RandomGraph g) {
    return g.pick(
        v -> v.rank() == 4 && v.elements() < 400 && v.dim(2) > 0 && v.dim(3) > 0, 1, 3, 4, 5);
  }

  private static float scale(RandomGraph g, int extent, boolean whole) {
    float scale = SCALES[g.between(0, SCALES.length - 1)];
    int out = (int) (extent * scale);
    boolean fits = out >= 1 && out != extent && (!whole || extent * scale == out);
    return fits ? scale : 2;
  }

  private static Value out(Op op, Value x, String mode, int height, int width) {
    int[] dims = {x.dim(0), x.dim(1), height, width};
    boolean exact = x.exact() && mode.equals("nearest");
    return op.out(Kind.FLOAT, dims, mode.equals("cubic") ? 2 * x.bound() : x.bound(), exact);
  }

  /** Scales as an attribute, or as the only other input: Upsample and the first Resize. */
  static void byScales(RandomGraph g, String operator, String mode) {
    Value x = src(g);
    boolean upsample = operator.equals("Upsample");
    float h = upsample ? 2 : scale(g, x.dim(2), false);
    float w = upsample ? 3 : scale(g, x.dim(3), false);
    Op op = g.op(operator).in(x).with(text("mode", mode));
    if (g.opset() < 9) {
      AttributeProto.Builder scales =
          AttributeProto.newBuilder().setName("scales").setType(AttributeType.FLOATS);
      op.with(scales.addFloats(1).addFloats(1).addFloats(h).addFloats(w).build());
    } else {
      op.in(g.constant(new int[] {4}, 1, 1, h, w));
    }
    out(op, x, mode, (int) (x.dim(2) * h), (int) (x.dim(3) * w));
  }

  /**
   * Resize since opset 11.
   *
   * @param variant a mode and coordinates, or one other attribute with its value
   */
  static void resize(RandomGraph g, String variant) {
    Value x = src(g);
    String[] words = variant.split(", ", -1);
    boolean pair = words.length == 2;
    String mode = pair ? words[0] : mode(g, variant);
    String coordinates =
        pair
            ? words[1]
            : g.chance(50) ? "half_pixel" : g.chance(50) ? "asymmetric" : "align_corners";
    boolean crop = coordinates.equals("tf_crop_and_resize");
    boolean policy = variant.startsWith("keep_aspect_ratio_policy=");
    boolean axes = policy || variant.equals("axes");
    boolean sizes = crop || policy || !variant.equals("scales") && g.chance(50);
    Op op = g.op("Resize").in(x);
    op.with(text("mode", mode)).with(text("coordinate_transformation_mode", coordinates));
    attribute(op, variant);
    if (crop) {
      op.in(g.constant(new int[] {8}, 0, 0, -0.2f, 0.1f, 1, 1, 0.9f, 1.3f));
      op.with(number("extrapolation_value", 0.5f));
    } else if (g.opset() < 13) {
      op.in(g.constant(new int[] {0}));
    } else {
      op.absent();
    }
    if (sizes) {
      bySizes(g, op, x, mode, crop, policy ? variant : "", axes);
      return;
    }
    float h = scale(g, x.dim(2), coordinates.equals("align_corners"));
    float w = scale(g, x.dim(3), coordinates.equals("align_corners"));
    op.in(axes ? g.constant(new int[] {2}, h, w) : g.constant(new int[] {4}, 1, 1, h, w));
    if (axes) {
      op.with(ints("axes", 2, -1));
    }
    out(op, x, mode, (int) (x.dim(2) * h), (int) (x.dim(3) * w));
  }

  private static String mode(RandomGraph g, String variant) {
    if (variant.startsWith("nearest_mode")) {
      return "nearest";
    }
    if (variant.equals("antialias linear")) {
      return "linear";
    }
    boolean cubic = variant.contains("cubic") || variant.equals("exclude_outside");
    return cubic ? "cubic" : g.chance(50) ? "nearest" : "linear";
  }

  private static void attribute(Op op, String variant) {
    if (variant.startsWith("nearest_mode=")) {
      op.with(text("nearest_mode", variant.substring(13)));
    } else if (variant.startsWith("antialias")) {
      op.with(integer("antialias", 1));
    } else if (variant.equals("exclude_outside")) {
      op.with(integer("exclude_outside", 1));
    } else if (variant.equals("cubic_coeff_a")) {
      op.with(number("cubic_coeff_a", -0.5f));
    }
  }

  private static void bySizes(
      RandomGraph g, Op op, Value x, String mode, boolean crop, String policy, boolean axes) {
    if (g.opset() < 13) {
      op.in(g.constant(new int[] {0}));
    } else {
      op.absent();
    }
    int h = g.between(1, 9);
    int w = g.between(1, 9);
    h = h == x.dim(2) ? h + 1 : h;
    w = w == x.dim(3) ? w + 1 : w;
    if (policy.isEmpty()) {
      op.in(axes ? g.longs(h, w) : g.longs(x.dim(0), x.dim(1), h, w));
      if (axes) {
        op.with(ints("axes", 2, -1));
      }
      out(op, x, mode, h, w);
      return;
    }
    boolean larger = policy.endsWith("not_smaller");
    // Twice the height and three times the width: one of both is the common scale.
    op.in(g.longs(2L * x.dim(2), 3L * x.dim(3))).with(ints("axes", 2, 3));
    op.with(text("keep_aspect_ratio_policy", policy.substring(policy.indexOf('=') + 1)));
    int scale = larger ? 3 : 2;
    out(op, x, mode, scale * x.dim(2), scale * x.dim(3));
  }

  static void deformConv(RandomGraph g, String variant) {
    Value x =
        g.pick(v -> v.rank() == 4 && v.dim(1) % 2 == 0 && v.dim(2) > 2 && v.dim(3) > 2, 1, 4, 5, 6);
    int groups = variant.equals("group") ? 2 : 1;
    int offsetGroups = variant.equals("offset_group") ? 2 : 1;
    int out = groups * g.between(1, 3);
    int k = variant.equals("dilations") ? 2 : g.between(1, 3);
    int stride = variant.equals("strides") ? 2 : 1;
    int dilation = variant.equals("dilations") ? 2 : 1;
    int pad = variant.equals("pads") ? 1 : 0;
    int extent = (k - 1) * dilation + 1;
    int h = (x.dim(2) + 2 * pad - extent) / stride + 1;
    int w = (x.dim(3) + 2 * pad - extent) / stride + 1;
    int taps = offsetGroups * k * k;
    double scale = Math.sqrt(3.0 / (x.dim(1) / groups * k * k));
    int[] weights = {out, x.dim(1) / groups, k, k};
    Op op = g.op("DeformConv").in(x).in(g.parameter(weights, -scale, scale));
    op.in(g.parameter(new int[] {x.dim(0), 2 * taps, h, w}, -1.5, 1.5));
    op = variant.equals("bias") ? op.in(g.parameter(new int[] {out}, -0.5, 0.5)) : op.absent();
    if (variant.equals("mask")) {
      op.in(g.parameter(new int[] {x.dim(0), taps, h, w}, 0, 1));
    }
    op.with(ints("kernel_shape", k, k)).with(ints("strides", stride, stride));
    op.with(ints("dilations", dilation, dilation)).with(ints("pads", pad, pad, pad, pad));
    op.with(integer("group", groups)).with(integer("offset_group", offsetGroups));
    op.out(new int[] {x.dim(0), out, h, w}, 1.5 * x.bound() + 0.5);
  }
}
