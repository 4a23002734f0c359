package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.ints;
import static dev.fovea.models.support.Models.number;
import static dev.fovea.models.support.Models.text;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import java.util.Arrays;

/**
 * Random nodes that sample: Resize, Upsample and DeformConv.
 *
 * <p>Left out is what ONNX Runtime does not do as the specification says or not at all: modes other
 * than nearest along other axes than the last two, exclude_outside beside plain linear, a crop by
 * scales (their output length must follow the crop), and a crop that keeps an axis's extent (its
 * roi is ignored). A scale other than 1 that rounds down to the extent before is left out as well:
 * ONNX Runtime copies where no extent changes.
 */
final class RandomSampling {
  private static final float[] SCALES = {0.5f, 0.6f, 0.8f, 1, 1.5f, 2, 2.5f, 3};

  private RandomSampling() {}

  static void upsample(RandomCase made) {
    boolean linear = made.chance(50);
    int[] dims = {made.between(1, 2), made.between(1, 3), made.between(1, 5), made.between(1, 5)};
    made.input("x", false, dims);
    made.with(text("mode", linear ? "linear" : "nearest"));
    float[] scales = {1, 1, 0, 0};
    for (int axis = 2; axis < 4; axis++) {
      float scale = 1 + made.between(0, 8) / 4f;
      scales[axis] = (int) (dims[axis] * scale) == dims[axis] ? 2 : scale;
    }
    if (made.opset < 9) {
      AttributeProto.Builder attribute =
          AttributeProto.newBuilder().setName("scales").setType(AttributeType.FLOATS);
      for (float scale : scales) {
        attribute.addFloats(scale);
      }
      made.with(attribute.build());
    } else {
      made.input("scales", made.chance(70), new int[] {4}, scales);
    }
  }

  static void resize(RandomCase made) {
    if (made.opset < 11) {
      resizeByScales(made);
      return;
    }
    String[] modes = {"nearest", "linear", "cubic"};
    String mode = modes[made.between(0, 2)];
    int rank = mode.equals("nearest") ? made.between(1, 5) : 4;
    int[] dims = made.dims(rank, 6);
    String coordinates = coordinates(made, mode);
    boolean crop = coordinates.equals("tf_crop_and_resize");
    boolean sizes = crop || made.chance(50);
    boolean someAxes = made.opset >= 18 && made.chance(50);
    int from = mode.equals("nearest") ? 0 : 2;
    int count = someAxes ? rank - from : rank;
    made.input("x", false, dims);
    if (someAxes) {
      int[] axes = new int[count];
      Arrays.setAll(axes, i -> from + i);
      made.with(ints("axes", axes));
    }
    made.with(text("mode", mode)).with(text("coordinate_transformation_mode", coordinates));
    filter(made, mode);
    roi(made, crop, count, someAxes ? 0 : from);
    int[] resized = Arrays.copyOfRange(dims, rank - count, rank);
    if (sizes) {
      sizes(made, resized, someAxes ? 0 : from, crop, someAxes && !crop);
    } else {
      float[] scales = new float[count];
      for (int i = 0; i < count; i++) {
        boolean kept = !someAxes && i < from;
        scales[i] = kept ? 1 : scale(made, resized[i], coordinates.equals("align_corners"));
      }
      boolean constant = coordinates.equals("align_corners") || made.chance(70);
      made.input("scales", constant, new int[] {count}, scales);
    }
  }

  private static void resizeByScales(RandomCase made) {
    boolean linear = made.chance(50);
    int[] dims = made.dims(4, 6);
    made.input("x", false, dims).with(text("mode", linear ? "linear" : "nearest"));
    float[] scales = {1, 1, scale(made, dims[2], false), scale(made, dims[3], false)};
    made.input("scales", made.chance(70), new int[] {4}, scales);
  }

  private static String coordinates(RandomCase made, String mode) {
    String[] all = {
      "half_pixel",
      "pytorch_half_pixel",
      "align_corners",
      "asymmetric",
      "tf_crop_and_resize",
      "half_pixel_symmetric",
      "tf_half_pixel_for_nn"
    };
    // The last is of opset 11 and 12, and for the nearest neighbour; the one before of 19.
    boolean tensorflow = made.opset < 13 && mode.equals("nearest");
    int most = made.opset >= 19 ? 5 : tensorflow ? 5 : 4;
    int chosen = made.between(0, most);
    return all[chosen == 5 && tensorflow ? 6 : chosen];
  }

  private static void filter(RandomCase made, String mode) {
    String[] roundings = {"round_prefer_floor", "round_prefer_ceil", "floor", "ceil"};
    if (mode.equals("nearest") && made.chance(80)) {
      made.with(text("nearest_mode", roundings[made.between(0, 3)]));
    }
    if (mode.equals("cubic") && made.chance(50)) {
      made.with(number("cubic_coeff_a", made.chance(50) ? -0.5f : -0.75f));
    }
    boolean antialias = !mode.equals("nearest") && made.opset >= 18 && made.chance(50);
    if (antialias) {
      made.with(integer("antialias", 1));
    }
    if ((mode.equals("cubic") || antialias) && made.chance(40)) {
      made.with(integer("exclude_outside", 1));
    }
  }

  private static void roi(RandomCase made, boolean crop, int count, int kept) {
    if (!crop) {
      if (made.opset < 13) {
        made.input("roi", true, new int[] {0}, new float[0]);
      } else {
        made.absentInput();
      }
      return;
    }
    float[] roi = new float[2 * count];
    for (int i = 0; i < count; i++) {
      // Eighths: with tenths ONNX Runtime's float arithmetic meets ties between two neighbours that
      // the numbers given do not make.
      roi[i] = i < kept ? 0 : made.between(-2, 3) / 8f;
      roi[i + count] = i < kept ? 1 : made.between(5, 10) / 8f;
    }
    made.input("roi", made.chance(70), new int[] {2 * count}, roi);
    made.with(number("extrapolation_value", made.between(-3, 3)));
  }

  private static void sizes(RandomCase made, int[] dims, int kept, boolean crop, boolean mayFit) {
    if (made.opset < 13) {
      made.input("noScales", true, new int[] {0}, new float[0]);
    } else {
      made.absentInput();
    }
    boolean fits = mayFit && made.chance(40);
    long[] sizes = new long[dims.length];
    for (int i = 0; i < sizes.length; i++) {
      int size = made.between(1, 9);
      sizes[i] = crop && size == dims[i] ? size + 1 : fits ? size + 2L * dims[i] : size;
      sizes[i] = i < kept ? dims[i] : sizes[i];
    }
    made.longs("sizes", made.chance(70), sizes);
    if (fits) {
      made.with(text("keep_aspect_ratio_policy", made.chance(50) ? "not_larger" : "not_smaller"));
    }
  }

  /** Returns a scale that leaves at least one position, and another extent unless it is 1. */
  private static float scale(RandomCase made, int extent, boolean whole) {
    float scale = SCALES[made.between(0, SCALES.length - 1)];
    int out = (int) (extent * scale);
    boolean fits = out >= 1 && (out != extent || scale == 1) && (!whole || extent * scale == out);
    return fits ? scale : 2;
  }

  static void deformConv(RandomCase made) {
    int groups = made.between(1, 2);
    int offsetGroups = made.between(1, 2);
    int in = 2 * groups * offsetGroups / made.between(1, 2);
    int out = groups * made.between(1, 3);
    int kernelH = made.between(1, 3);
    int kernelW = made.between(1, 3);
    int stride = made.between(1, 2);
    int dilation = made.between(1, 2);
    int pad = made.between(0, 2);
    int extentH = (kernelH - 1) * dilation + 1;
    int extentW = (kernelW - 1) * dilation + 1;
    int h = extentH + made.between(0, 4);
    int w = extentW + made.between(0, 4);
    int oh = (h + 2 * pad - extentH) / stride + 1;
    int ow = (w + 2 * pad - extentW) / stride + 1;
    int n = made.between(1, 2);
    int taps = offsetGroups * kernelH * kernelW;
    made.input("x", false, n, in, h, w);
    made.input("w", true, out, in / groups, kernelH, kernelW);
    made.input("offset", true, n, 2 * taps, oh, ow);
    if (made.chance(60)) {
      made.input("b", true, out);
    } else {
      made.absentInput();
    }
    if (made.chance(60)) {
      made.input("mask", true, n, taps, oh, ow);
    }
    made.with(ints("strides", stride, stride)).with(ints("dilations", dilation, dilation));
    made.with(ints("pads", pad, pad, pad, pad));
    made.with(integer("group", groups)).with(integer("offset_group", offsetGroups));
  }
}
