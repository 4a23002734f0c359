package dev.fovea.conformance;

import dev.fovea.op.Resize;
import dev.fovea.op.Resize.Axis;
import dev.fovea.op.Resize.Coordinates;
import dev.fovea.op.Resize.Fit;
import dev.fovea.op.Resize.Scale;
import dev.fovea.op.Resize.Size;
import dev.fovea.op.Sampling;
import dev.fovea.op.Sampling.Cubic;
import dev.fovea.op.Sampling.Linear;
import dev.fovea.op.Sampling.Nearest;
import dev.fovea.op.Sampling.Rounding;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What {@link Resize} must do. */
final class ResizeContract {
  private static final Nearest NEAREST = new Nearest(Rounding.HALF_DOWN);
  private static final Coordinates CORNERS = Coordinates.ALIGN_CORNERS;

  private ResizeContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "resize_01_nearest",
            "The input that the rounding picks is copied.",
            "Ask the record for its taps: it knows which input an output maps to.",
            nearest()),
        new Rule(
            "resize_02_linear",
            "Along each axis an output is the weighted sum of the two inputs around it.",
            "Places lie half a pixel off: the first output of twice as many lies at -0.25.",
            List.of(
                check("1x2x3x5", half(Linear.PLAIN, scale(2, 2), scale(3, 2))),
                check("2x1x7x9", half(Linear.PLAIN, size(2, 5), size(3, 20))),
                check("1x3x4x4", half(Linear.PLAIN, scale(2, 0.6f), scale(3, 3.5f))),
                check("1x1x5x1", half(Linear.PLAIN, size(2, 1), size(3, 4))))),
        new Rule(
            "resize_03_cubic",
            "Along each axis four inputs are weighed by the cubic filter of the coefficient given.",
            "The nearest input stands in for those outside.",
            List.of(
                check("1x2x5x7", Resize.of(Cubic.of(-0.5f), CORNERS, size(2, 9), size(3, 4))),
                check("1x1x2x3", Resize.of(Cubic.of(-0.5f), CORNERS, size(2, 5), size(3, 8))))),
        new Rule(
            "resize_04_antialias",
            "With antialias the filter is stretched where the output is smaller, and only there.",
            "An output may weigh any number of inputs.",
            List.of(
                check("1x2x9x16", corners(new Linear(true, false), size(2, 4), size(3, 3))),
                check("1x1x8x5", corners(new Linear(true, false), size(2, 3), size(3, 9))),
                check("1x1x17x11", corners(new Cubic(-0.75f, true, false), size(2, 5))))),
        new Rule(
            "resize_05_exclude_outside",
            "With excludeOutside no input stands in for another; the rest of the weights sum to 1.",
            "Divide by the sum of what is left.",
            List.of(
                check("1x2x4x5", corners(new Cubic(-0.75f, false, true), size(2, 7), size(3, 9))))),
        new Rule(
            "resize_06_axes",
            "Any axes of any rank may be resized, the batch among them.",
            "An axis that is not listed keeps its extent and its indices.",
            List.of(
                check("7", corners(NEAREST, size(0, 12))),
                check("3x4", corners(Cubic.of(-0.75f), size(0, 5))),
                check("2x3x4", corners(Linear.PLAIN, size(1, 7))),
                check("3x2x5x4", corners(Linear.PLAIN, size(0, 2), size(3, 6))),
                check("2x3x2x3x4", corners(Linear.PLAIN, size(2, 3), size(3, 5), size(4, 7))),
                check("1x2x6x8", fitting(Fit.NOT_LARGER)),
                check("1x2x6x8", fitting(Fit.NOT_SMALLER)))),
        new Rule(
            "resize_07_extrapolation",
            "A place of a crop outside src gives the value of extrapolation, whatever the axis.",
            "The last input is inside, half an input behind it is not.",
            List.of(crop(NEAREST, -1.5f), crop(Linear.PLAIN, 7), crop(Cubic.of(-0.75f), 0.25f))),
        new Rule(
            "resize_08_int64",
            "The nearest input is copied for int64 as well.",
            "2^53 + 1 is no double.",
            List.of(new Check("nearest int64", ResizeContract::longs))),
        new Rule(
            "resize_09_slices",
            "src and dst may be channel slices.",
            "Images lie image stride elements apart. " + Slice.HINT,
            List.of(
                inSlices("2x3x4x5", corners(NEAREST, scale(2, 2), scale(3, 2))),
                inSlices("3x2x4x5", corners(Linear.PLAIN, scale(2, 2), size(3, 7))),
                inSlices("3x4", corners(Linear.PLAIN, size(0, 5))))),
        new Rule(
            "resize_10_nan_and_infinity",
            "An output that reads NaN is NaN, one that reads an infinity follows IEEE 754, and every"
                + " other stays finite.",
            "An input that weighs nothing must not be multiplied by 0.",
            nonFinite()));
  }

  private static Axis scale(int axis, float factor) {
    return new Axis(axis, new Scale(factor));
  }

  private static Axis size(int axis, int extent) {
    return new Axis(axis, new Size(extent));
  }

  private static Resize half(Sampling sampling, Axis... axes) {
    return Resize.of(sampling, Coordinates.HALF_PIXEL, axes);
  }

  private static Resize corners(Sampling sampling, Axis... axes) {
    return Resize.of(sampling, CORNERS, axes);
  }

  private static Resize fitting(Fit fit) {
    List<Axis> axes = List.of(size(2, 9), size(3, 10));
    return new Resize(axes, fit, Linear.PLAIN, Coordinates.ASYMMETRIC, 0);
  }

  private static List<Check> nearest() {
    List<Check> checks = new ArrayList<>();
    for (Rounding rounding : Rounding.values()) {
      Nearest nearest = new Nearest(rounding);
      Coordinates plain = Coordinates.ASYMMETRIC;
      checks.add(check("1x2x3x5", Resize.of(nearest, plain, scale(2, 2), scale(3, 2))));
      checks.add(check("2x2x8x9", Resize.of(nearest, plain, scale(2, 0.6f), scale(3, 1.5f))));
      checks.add(check("1x3x4x7", Resize.of(nearest, CORNERS, size(2, 7), size(3, 3))));
    }
    return checks;
  }

  private static Check crop(Sampling sampling, float extrapolation) {
    List<Axis> axes =
        List.of(new Axis(2, new Size(6), -0.2f, 0.8f), new Axis(3, new Size(5), 0.25f, 1.5f));
    return check(
        "1x2x5x7", new Resize(axes, Fit.STRETCH, sampling, Coordinates.CROP, extrapolation));
  }

  private static Problem problem(String src, Resize op) {
    return new Problem(op + " " + src, op, List.of(TensorDesc.of(Problems.shape(src))));
  }

  private static Check check(String src, Resize op) {
    Problem problem = problem(src, op);
    return ValueCheck.of(problem, Data.RANDOM).named(problem.name());
  }

  private static Check inSlices(String src, Resize op) {
    Problem problem = problem(src, op);
    return ValueCheck.of(problem, Data.RANDOM)
        .placement(ValueCheck.Placement.CHANNEL_SLICES)
        .named(problem.name() + " in slices");
  }

  private static List<Check> nonFinite() {
    return NonFinite.checks(
        List.of(
            problem("1x2x4x5", corners(Linear.PLAIN, size(2, 7), size(3, 9))),
            problem("1x1x3x4", corners(Cubic.of(-0.75f), size(3, 7))),
            problem("1x1x4x3", corners(NEAREST, size(2, 6), size(3, 5)))),
        Data.RANDOM);
  }

  private static void longs(Subject subject) {
    long[] values = {1L << 53 | 1, -2, Long.MAX_VALUE, Long.MIN_VALUE};
    long[] twice = {
      values[0], values[0], values[1], values[1], values[2], values[2], values[3], values[3]
    };
    Resize op = half(NEAREST, scale(2, 2));
    try (Tensor src = Tensor.ofLongs(Shape.of(1, 2, 2), values)) {
      List<Tensor> outputs = subject.run(op, PlanOptions.DEFAULT, Workers.single(), List.of(src));
      try (Tensor dst = outputs.get(0)) {
        if (!Arrays.equals(dst.toLongs(), twice)) {
          throw new AssertionError(
              "dst is " + Arrays.toString(dst.toLongs()) + "; expected " + Arrays.toString(twice));
        }
      }
    }
  }
}
