package dev.fovea.models.onnx.export;

import dev.fovea.op.Resize;
import dev.fovea.op.Resize.Axis;
import dev.fovea.op.Resize.Coordinates;
import dev.fovea.op.Resize.Fit;
import dev.fovea.op.Resize.Scale;
import dev.fovea.op.Resize.Size;
import dev.fovea.op.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Writes ONNX Resize-13, which lists all axes; -18 where some are left out, all get one scale, or
 * filters are stretched; -19 for HALF_PIXEL_SYMMETRIC.
 */
final class ResizeWriter {
  private static final int AXES = 18;
  private static final int SYMMETRIC = 19;

  private final Resize op;
  private final ExportNode node;
  private final ExportContext out;

  private ResizeWriter(Resize op, ExportNode node, ExportContext out) {
    this.op = op;
    this.node = node;
    this.out = out;
  }

  static void resize(Resize op, ExportNode node, ExportContext out) {
    if (op.axes().isEmpty()) {
      ShapeWriters.copy(node, out);
      return;
    }
    ResizeWriter writer = new ResizeWriter(op, node, out);
    String src = out.input(node, 0);
    if (writer.roundsBothWays()) {
      ResizeWriter growing = writer.withAxes(axis -> growth(axis) >= 0);
      src = growing.written(out.step(node, "grow", "Resize"), src).made(out.type(src));
      writer = writer.withAxes(axis -> growth(axis) < 0);
    }
    writer.written(out.step(node, "Resize"), src).makes(node);
  }

  private ResizeWriter withAxes(Predicate<Axis> chosen) {
    List<Axis> axes = op.axes().stream().filter(chosen).toList();
    Resize part = new Resize(axes, op.fit(), op.sampling(), op.coordinates(), op.extrapolation());
    return new ResizeWriter(part, node, out);
  }

  private Step written(Step step, String src) {
    boolean sizes = op.axes().get(0).length() instanceof Size;
    if (op.axes().stream().anyMatch(axis -> axis.length() instanceof Size != sizes)) {
      throw new UnwritableNodeException(
          "gives some axes a size and others a scale ("
              + op.axes()
              + "); expected one kind; use two of them, one behind the other");
    }
    List<Axis> axes = allAxes(sizes);
    boolean some = axes.isEmpty();
    if (some) {
      axes = op.axes();
      out.require(AXES);
    }
    step.input(src).input(op.coordinates() == Coordinates.CROP ? crop(axes) : "");
    lengths(step, sizes, axes);
    if (some) {
      step.ints("axes", axes.stream().map(Axis::axis).toList());
    }
    if (op.fit() != Fit.STRETCH) {
      out.require(AXES);
      step.text(
          "keep_aspect_ratio_policy", op.fit() == Fit.NOT_LARGER ? "not_larger" : "not_smaller");
    }
    coordinates(step);
    sampling(step);
    return step;
  }

  /**
   * Returns every axis in order, those left out with the length that they have; none if the file
   * cannot name it, or if their places would move or take part in a common scale.
   */
  private List<Axis> allAxes(boolean sizes) {
    int rank = node.src().rank();
    boolean still = op.fit() == Fit.STRETCH && op.coordinates() != Coordinates.TF_HALF_PIXEL_FOR_NN;
    List<Axis> all = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      int number = i;
      Axis listed =
          op.axes().stream().filter(axis -> axis.axis() == number).findFirst().orElse(null);
      if (listed != null) {
        all.add(listed);
      } else if (!still || (sizes && node.src().dim(i) < 1)) {
        return List.of();
      } else {
        all.add(new Axis(i, sizes ? new Size(node.src().dim(i)) : new Scale(1)));
      }
    }
    return all;
  }

  private String crop(List<Axis> axes) {
    List<Float> roi = new ArrayList<>(axes.stream().map(Axis::start).toList());
    roi.addAll(axes.stream().map(Axis::end).toList());
    return out.floats(node, "roi", roi);
  }

  private void lengths(Step step, boolean sizes, List<Axis> axes) {
    if (sizes) {
      List<Integer> extents = axes.stream().map(axis -> ((Size) axis.length()).extent()).toList();
      step.input("").input(out.longs(node, "sizes", extents));
    } else {
      List<Float> factors = axes.stream().map(axis -> ((Scale) axis.length()).factor()).toList();
      step.input(out.floats(node, "scales", factors));
    }
  }

  private void coordinates(Step step) {
    if (op.coordinates() == Coordinates.HALF_PIXEL_SYMMETRIC) {
      out.require(SYMMETRIC);
    }
    step.text(
        "coordinate_transformation_mode",
        switch (op.coordinates()) {
          case HALF_PIXEL -> "half_pixel";
          case HALF_PIXEL_SYMMETRIC -> "half_pixel_symmetric";
          case PYTORCH_HALF_PIXEL -> "pytorch_half_pixel";
          case ALIGN_CORNERS -> "align_corners";
          case ASYMMETRIC -> "asymmetric";
          case TF_HALF_PIXEL_FOR_NN -> "tf_half_pixel_for_nn";
          case CROP -> "tf_crop_and_resize";
        });
    if (op.coordinates() == Coordinates.CROP) {
      step.number("extrapolation_value", op.extrapolation());
    }
  }

  private void sampling(Step step) {
    if (op.sampling() instanceof Sampling.Nearest nearest) {
      step.text("mode", "nearest").text("nearest_mode", nearestMode(nearest.rounding()));
    } else if (op.sampling() instanceof Sampling.Linear linear) {
      step.text("mode", "linear");
      filter(step, linear.antialias(), linear.excludeOutside());
    } else if (op.sampling() instanceof Sampling.Cubic cubic) {
      step.text("mode", "cubic").number("cubic_coeff_a", cubic.a());
      filter(step, cubic.antialias(), cubic.excludeOutside());
    }
  }

  private void filter(Step step, boolean antialias, boolean excludeOutside) {
    if (antialias) {
      out.require(AXES);
      step.integer("antialias", 1);
    }
    if (excludeOutside) {
      step.integer("exclude_outside", 1);
    }
  }

  private String nearestMode(Sampling.Rounding rounding) {
    return switch (rounding) {
      case HALF_DOWN -> "round_prefer_floor";
      case HALF_UP -> "round_prefer_ceil";
      case FLOOR -> "floor";
      case CEIL -> "ceil";
      case FLOOR_OR_CEIL -> floorOrCeil();
    };
  }

  /** The rounding of opset 10 depends on whether the output is smaller, axis by axis. */
  private String floorOrCeil() {
    return op.axes().stream().anyMatch(axis -> growth(axis) < 0) ? "ceil" : "floor";
  }

  private boolean roundsBothWays() {
    return op.sampling() instanceof Sampling.Nearest nearest
        && nearest.rounding() == Sampling.Rounding.FLOOR_OR_CEIL
        && op.axes().stream().anyMatch(axis -> growth(axis) < 0)
        && op.axes().stream().anyMatch(axis -> growth(axis) > 0);
  }

  /** Returns a number below, at or above 0 as the axis becomes shorter, stays or becomes longer. */
  private static int growth(Axis axis) {
    if (axis.length() instanceof Scale scale) {
      return Float.compare(scale.factor(), 1);
    }
    throw new UnwritableNodeException(
        "rounds up or down as axis "
            + axis.axis()
            + " shrinks or grows, which ONNX had in opset 10 and for scales only; expected a"
            + " scale, or another rounding");
  }
}
