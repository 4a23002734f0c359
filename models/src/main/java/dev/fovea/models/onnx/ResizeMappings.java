package dev.fovea.models.onnx;

import dev.fovea.op.OperatorException;
import dev.fovea.op.Resize;
import dev.fovea.op.Resize.Axis;
import dev.fovea.op.Resize.Coordinates;
import dev.fovea.op.Resize.Fit;
import dev.fovea.op.Sampling;
import dev.fovea.op.Sampling.Rounding;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Resize-19 (as -18, -13, -11 and -10) and Upsample-9 (as -7).
 *
 * <p>Where a scale makes a length that is no whole number, align_corners is ambiguous: the
 * specification divides by the length of the output, less 1, its recorded tests by the fraction,
 * less 1. Fovea follows the specification, as ONNX Runtime does. Scales that come with each run are
 * refused there, since no record tells which of both is meant.
 */
final class ResizeMappings {
  private static final int ROI = 1;
  private static final int SCALES = 2;
  private static final int SIZES = 3;

  private ResizeMappings() {}

  /** What the attributes say. */
  private record Attributes(
      Sampling sampling,
      Coordinates coordinates,
      Fit fit,
      float extrapolation,
      @Nullable List<Long> axes) {}

  /** Upsample works as Resize of opset 10 does, with sizes rounded down. */
  static void upsample(OnnxNode node, GraphContext context) {
    boolean attribute = context.opset() < 9;
    if (context.opset() >= 10) {
      throw new UnsupportedNodeException(
          "opset is " + context.opset() + "; expected less than 10; use Resize instead");
    }
    if (!attribute) {
      resizeByScales(node, context);
      return;
    }
    node.expectInputs(1, 1);
    node.expectOutputs(1);
    List<Float> scales = node.floats("scales");
    Attributes attributes = oldest(node);
    OpSource source =
        new OpSource.Deferred(
            "Resize",
            List.of(),
            (srcs, none) -> scaled(attributes, scales, List.of(), srcs.get(0).shape().rank()));
    context.node(node, source, List.of(node.input(0)), List.of(node.output()));
  }

  static void resize(OnnxNode node, GraphContext context) {
    if (context.opset() < 11) {
      resizeByScales(node, context);
      return;
    }
    node.expectInputs(1, 4);
    node.expectOutputs(1);
    Attributes attributes = attributes(node);
    List<String> deciders = new ArrayList<>();
    int[] places = {-1, -1, -1, -1};
    for (int i = ROI; i <= SIZES; i++) {
      if (node.hasInput(i)) {
        context.expectDecider("input " + i, node.input(i));
        places[i] = deciders.size();
        deciders.add(node.input(i));
      }
    }
    if (attributes.coordinates() == Coordinates.ALIGN_CORNERS
        && node.hasInput(SCALES)
        && context.isGraphInput(node.input(SCALES))) {
      throw new UnsupportedNodeException(
          "coordinate_transformation_mode",
          "is align_corners and scales are a graph input; expected constant scales, or sizes: for a"
              + " length that is no whole number ONNX's text and its test data differ");
    }
    OpSource source =
        new OpSource.Deferred(
            "Resize",
            deciders,
            (srcs, tensors) ->
                resize(
                    attributes,
                    floats("roi", places[ROI], tensors),
                    floats("scales", places[SCALES], tensors),
                    longs("sizes", places[SIZES], tensors),
                    srcs.get(0).shape().rank()));
    context.node(node, source, List.of(node.input(0)), List.of(node.output()));
  }

  /** Opset 10 and Upsample-9: the scales are the second input, and the only one. */
  private static void resizeByScales(OnnxNode node, GraphContext context) {
    node.expectInputs(2, 2);
    node.expectOutputs(1);
    context.expectDecider("scales", node.input(1));
    Attributes attributes = oldest(node);
    OpSource source =
        new OpSource.Deferred(
            "Resize",
            List.of(node.input(1)),
            (srcs, tensors) ->
                scaled(
                    attributes,
                    floats("scales", 0, tensors),
                    List.of(),
                    srcs.get(0).shape().rank()));
    context.node(node, source, List.of(node.input(0)), List.of(node.output()));
  }

  /** Opset 10 and before know two modes, and one way to map coordinates. */
  private static Attributes oldest(OnnxNode node) {
    String mode = node.text("mode", "nearest");
    Sampling sampling =
        switch (mode) {
          case "nearest" -> new Sampling.Nearest(Rounding.FLOOR_OR_CEIL);
          case "linear", "bilinear" -> Sampling.Linear.PLAIN;
          default -> throw unknown("mode", mode, "nearest or linear");
        };
    return new Attributes(sampling, Coordinates.ASYMMETRIC, Fit.STRETCH, 0, null);
  }

  private static Attributes attributes(OnnxNode node) {
    String coordinates = node.text("coordinate_transformation_mode", "half_pixel");
    String fit = node.text("keep_aspect_ratio_policy", "stretch");
    return new Attributes(
        sampling(node),
        switch (coordinates) {
          case "half_pixel" -> Coordinates.HALF_PIXEL;
          case "half_pixel_symmetric" -> Coordinates.HALF_PIXEL_SYMMETRIC;
          case "pytorch_half_pixel" -> Coordinates.PYTORCH_HALF_PIXEL;
          case "align_corners" -> Coordinates.ALIGN_CORNERS;
          case "asymmetric" -> Coordinates.ASYMMETRIC;
          case "tf_half_pixel_for_nn" -> Coordinates.TF_HALF_PIXEL_FOR_NN;
          case "tf_crop_and_resize" -> Coordinates.CROP;
          default ->
              throw unknown("coordinate_transformation_mode", coordinates, "one of ONNX Resize-19");
        },
        switch (fit) {
          case "stretch" -> Fit.STRETCH;
          case "not_larger" -> Fit.NOT_LARGER;
          case "not_smaller" -> Fit.NOT_SMALLER;
          default ->
              throw unknown("keep_aspect_ratio_policy", fit, "stretch, not_larger or not_smaller");
        },
        node.number("extrapolation_value", 0),
        node.has("axes") ? node.longs("axes") : null);
  }

  private static Sampling sampling(OnnxNode node) {
    boolean antialias = node.flag("antialias", false);
    boolean excludeOutside = node.flag("exclude_outside", false);
    float a = node.number("cubic_coeff_a", -0.75f);
    String nearest = node.text("nearest_mode", "round_prefer_floor");
    String mode = node.text("mode", "nearest");
    return switch (mode) {
      case "nearest" ->
          new Sampling.Nearest(
              switch (nearest) {
                case "round_prefer_floor" -> Rounding.HALF_DOWN;
                case "round_prefer_ceil" -> Rounding.HALF_UP;
                case "floor" -> Rounding.FLOOR;
                case "ceil" -> Rounding.CEIL;
                default ->
                    throw unknown(
                        "nearest_mode",
                        nearest,
                        "round_prefer_floor, round_prefer_ceil, floor or ceil");
              });
      case "linear" -> new Sampling.Linear(antialias, excludeOutside);
      case "cubic" -> new Sampling.Cubic(a, antialias, excludeOutside);
      default -> throw unknown("mode", mode, "nearest, linear or cubic");
    };
  }

  private static UnsupportedNodeException unknown(String attribute, String value, String expected) {
    return new UnsupportedNodeException(attribute, "is " + value + "; expected " + expected);
  }

  private static Resize resize(
      Attributes attributes, List<Float> roi, List<Float> scales, List<Long> sizes, int rank) {
    if (scales.isEmpty() == sizes.isEmpty()) {
      throw new OperatorException(
          "Resize", "scales are " + scales + " and sizes " + sizes + "; expected either of both");
    }
    if (sizes.isEmpty()) {
      Attributes stretched =
          new Attributes(
              attributes.sampling(),
              attributes.coordinates(),
              Fit.STRETCH,
              attributes.extrapolation(),
              attributes.axes());
      return scaled(stretched, scales, roi, rank);
    }
    List<Resize.Length> lengths = new ArrayList<>();
    sizes.forEach(size -> lengths.add(new Resize.Size(Math.toIntExact(size))));
    return made(attributes, lengths, roi, rank);
  }

  private static Resize scaled(
      Attributes attributes, List<Float> scales, List<Float> roi, int rank) {
    List<Resize.Length> lengths = new ArrayList<>();
    scales.forEach(scale -> lengths.add(new Resize.Scale(scale)));
    return made(attributes, lengths, roi, rank);
  }

  private static Resize made(
      Attributes attributes, List<Resize.Length> lengths, List<Float> roi, int rank) {
    List<Integer> indices = axes(attributes.axes(), rank);
    boolean crop = attributes.coordinates() == Coordinates.CROP;
    int count = indices.size();
    if (lengths.size() != count || (crop && roi.size() != 2 * count)) {
      throw new OperatorException(
          "Resize",
          String.format(
              "lengths are %s and roi %s; expected %d lengths%s for axes %s",
              lengths, roi, count, crop ? " and twice as many roi" : "", indices));
    }
    List<Axis> axes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Resize.Length length = lengths.get(i);
      axes.add(
          crop
              ? new Axis(indices.get(i), length, roi.get(i), roi.get(i + count))
              : new Axis(indices.get(i), length));
    }
    return new Resize(
        axes,
        attributes.fit(),
        attributes.sampling(),
        attributes.coordinates(),
        attributes.extrapolation());
  }

  private static List<Integer> axes(@Nullable List<Long> given, int rank) {
    List<Integer> axes = new ArrayList<>();
    for (int i = 0; i < (given == null ? rank : given.size()); i++) {
      long axis = given == null ? i : given.get(i);
      if (axis < -rank || axis >= rank) {
        throw new OperatorException(
            "Resize", "axis is " + axis + "; expected " + -rank + " to " + (rank - 1));
      }
      axes.add((int) (axis < 0 ? axis + rank : axis));
    }
    return axes;
  }

  private static List<Float> floats(String port, int place, List<Tensor> tensors) {
    List<Float> values = new ArrayList<>();
    if (isGiven(place, tensors)) {
      for (float value : vector(port, tensors.get(place), DType.FLOAT32).toFloats()) {
        values.add(value);
      }
    }
    return values;
  }

  private static List<Long> longs(String port, int place, List<Tensor> tensors) {
    return isGiven(place, tensors)
        ? Arrays.stream(vector(port, tensors.get(place), DType.INT64).toLongs()).boxed().toList()
        : List.of();
  }

  /** An empty tensor, of whatever type, stands for an input that is left out. */
  private static boolean isGiven(int place, List<Tensor> tensors) {
    return place >= 0 && tensors.get(place).shape().elements() > 0;
  }

  private static Tensor vector(String port, Tensor tensor, DType dtype) {
    if (tensor.shape().rank() != 1 || tensor.desc().dtype() != dtype) {
      throw new OperatorException(
          "Resize", port + " is " + tensor.desc() + "; expected " + dtype + " of rank 1");
    }
    return tensor;
  }
}
