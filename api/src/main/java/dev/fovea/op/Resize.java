package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a tensor longer or shorter along some axes: every output is a weighted sum of the inputs
 * around the place that it maps to, axis by axis.
 *
 * <pre>
 * dst[i, j, ...] = sum over a, b, ... of taps0(i, a) taps1(j, b) ... src[a, b, ...]
 * </pre>
 *
 * <p>The taps of an axis ({@link ResizeTaps}) follow from {@link Coordinates}, which map an output
 * index to a place in src, and from {@link Sampling}, which weighs the inputs around it. Both are
 * computed here and nowhere else: backends ask {@link #taps}. Places are rounded to float operation
 * by operation, in the order of the formulas, as ONNX Runtime does, so that both pick the same
 * neighbour; weights are double. Inputs before the first and behind the last are the nearest ones.
 *
 * <p>Shapes: src of any rank, float32, or int64 for {@link Sampling.Nearest}; an axis that is not
 * listed keeps its extent; each has at most 2^16 positions. Taps with weight 0 are not read.
 * Source: ONNX Resize-19; Keys, Cubic convolution interpolation for digital image processing
 * (1981).
 *
 * @param axes what is resized, each axis once
 * @param fit what becomes of the sizes of the axes
 * @param sampling how neighbours are weighed
 * @param coordinates where an output lies in src
 * @param extrapolation what stands where {@link Coordinates#CROP} looks outside src
 */
public record Resize(
    List<Axis> axes, Fit fit, Sampling sampling, Coordinates coordinates, float extrapolation)
    implements Op {
  /**
   * The longest resized axis: a table of taps is made for each, and a file may ask for any size.
   */
  static final int MAX_EXTENT = 1 << 16;

  private static final List<Port> PORTS = List.of(Port.data("src"));

  /** How long an axis becomes. */
  public sealed interface Length {}

  /**
   * A multiple, rounded down: floor(extent factor); of a crop, floor(extent (end - start) factor).
   *
   * @param factor above 0
   */
  public record Scale(float factor) implements Length {
    /** Creates a length; throws OperatorException unless the factor is finite and above 0. */
    public Scale {
      require(
          factor > 0 && Float.isFinite(factor),
          "Resize",
          "scale is %s; expected above 0 and finite",
          factor);
    }
  }

  /**
   * An extent.
   *
   * @param extent 1 or more
   */
  public record Size(int extent) implements Length {
    /** Creates a length; throws OperatorException on an extent below 1. */
    public Size {
      require(extent >= 1, "Resize", "size is %d; expected 1 or more", extent);
    }
  }

  /**
   * One axis to resize.
   *
   * @param axis counted from 0
   * @param length how long it becomes
   * @param start where a crop begins: 0 is the first input, 1 the last
   * @param end where a crop ends
   */
  public record Axis(int axis, Length length, float start, float end) {
    /** Creates an axis; throws OperatorException if it or its crop cannot be. */
    public Axis {
      require(axis >= 0, "Resize", "axis is %d; expected 0 or more", axis);
      require(
          Float.isFinite(start) && Float.isFinite(end),
          "Resize",
          "crop of axis %d is from %s to %s; expected finite numbers",
          axis,
          start,
          end);
    }

    /** Creates an axis that is taken whole. */
    public Axis(int axis, Length length) {
      this(axis, length, 0, 1);
    }
  }

  /** What becomes of sizes; a scale is taken as it is. */
  public enum Fit {
    /** Each axis gets its size. */
    STRETCH,
    /** All axes get one scale, the largest that exceeds no size. */
    NOT_LARGER,
    /** All axes get one scale, the smallest that falls below no size. */
    NOT_SMALLER
  }

  /**
   * Where output x of {@code out} lies in an axis of {@code in} inputs, for scale s = out / in or
   * the factor given.
   */
  public enum Coordinates {
    /** (x + 0.5) / s - 0.5. */
    HALF_PIXEL,
    /** As HALF_PIXEL, shifted so that the centres of both meet where in s is no whole number. */
    HALF_PIXEL_SYMMETRIC,
    /** As HALF_PIXEL, but 0 if out is 1. */
    PYTORCH_HALF_PIXEL,
    /** x (in - 1) / (out - 1), or 0 if out is 1. */
    ALIGN_CORNERS,
    /** x / s. */
    ASYMMETRIC,
    /** (x + 0.5) / s. */
    TF_HALF_PIXEL_FOR_NN,
    /** start (in - 1) + x (end - start) (in - 1) / (out - 1); the middle of both if out is 1. */
    CROP
  }

  /** Creates the operator; throws OperatorException if an axis is listed twice. */
  public Resize {
    axes = List.copyOf(axes);
    Set<Integer> seen = new HashSet<>();
    for (Axis axis : axes) {
      require(seen.add(axis.axis()), "Resize", "axis %d is listed twice; expected once", axis.axis);
      require(
          fit == Fit.STRETCH || axis.length() instanceof Size,
          "Resize",
          "axis %d has %s; expected sizes only for fit %s",
          axis.axis(),
          axis.length(),
          fit);
    }
  }

  /** Returns an operator that gives each axis its length. */
  public static Resize of(Sampling sampling, Coordinates coordinates, Axis... axes) {
    return new Resize(List.of(axes), Fit.STRETCH, sampling, coordinates, 0);
  }

  /**
   * Returns what stands behind each index along an axis.
   *
   * @param src the input's shape
   * @param axis any axis of it
   */
  public ResizeTaps taps(Shape src, int axis) {
    int in = src.dim(axis);
    for (Axis resized : axes) {
      if (resized.axis() == axis) {
        float scale = scale(resized, src);
        int out = (int) extent(resized, src);
        // An axis that keeps its extent is left alone, whatever the coordinates say.
        if (coordinates == Coordinates.CROP || scale != 1 || in != out) {
          return sampling.taps(in, places(resized, in, out, scale), scale, isCrop());
        }
      }
    }
    return ResizeTaps.identity(in);
  }

  private boolean isCrop() {
    return coordinates == Coordinates.CROP;
  }

  private float scale(Axis axis, Shape src) {
    if (axis.length() instanceof Scale scale) {
      return scale.factor();
    }
    return fit == Fit.STRETCH ? ratio(axis, src) : commonScale(src);
  }

  private static float ratio(Axis axis, Shape src) {
    return (float) ((Size) axis.length()).extent() / src.dim(axis.axis());
  }

  private float commonScale(Shape src) {
    float common = fit == Fit.NOT_LARGER ? Float.POSITIVE_INFINITY : 0;
    for (Axis axis : axes) {
      float ratio = ratio(axis, src);
      common = fit == Fit.NOT_LARGER ? Math.min(common, ratio) : Math.max(common, ratio);
    }
    return common;
  }

  private long extent(Axis axis, Shape src) {
    int in = src.dim(axis.axis());
    if (axis.length() instanceof Scale scale) {
      // In float: 0.7f times 10 is 7, though 0.7f is less than 0.7.
      float part = isCrop() ? in * (axis.end() - axis.start()) : in;
      return (long) Math.floor(part * scale.factor());
    }
    return fit == Fit.STRETCH
        ? ((Size) axis.length()).extent()
        : (long) Math.floor(commonScale(src) * in + 0.5f);
  }

  private float[] places(Axis axis, int in, int out, float scale) {
    float[] places = new float[out];
    for (int x = 0; x < out; x++) {
      places[x] =
          switch (coordinates) {
            case HALF_PIXEL -> halfPixel(x, scale);
            case HALF_PIXEL_SYMMETRIC -> symmetric(x, in, out, scale);
            case PYTORCH_HALF_PIXEL -> out > 1 ? halfPixel(x, scale) : 0;
            case ALIGN_CORNERS -> out > 1 ? (float) x * (in - 1) / (out - 1) : 0;
            case ASYMMETRIC -> x / scale;
            case TF_HALF_PIXEL_FOR_NN -> (x + 0.5f) / scale;
            case CROP -> crop(axis, x, in, out);
          };
    }
    return places;
  }

  private static float halfPixel(int x, float scale) {
    return (x + 0.5f) / scale - 0.5f;
  }

  private static float symmetric(int x, int in, int out, float scale) {
    float adjustment = out / (scale * in);
    float offset = in / 2f * (1 - adjustment);
    // In double at the end, as ONNX Runtime has it.
    return (float) (offset + (x + 0.5) / scale - 0.5);
  }

  private static float crop(Axis axis, int x, int in, int out) {
    if (out == 1) {
      return 0.5f * (axis.start() + axis.end()) * (in - 1);
    }
    float step = x * (axis.end() - axis.start()) * (in - 1) / (out - 1);
    return axis.start() * (in - 1) + step;
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    require(inputs.size() == 1, type(), "%d inputs given; expected 1: src", inputs.size());
    DType dtype = inputs.get(0).dtype();
    require(
        dtype == DType.FLOAT32 || (dtype == DType.INT64 && sampling instanceof Sampling.Nearest),
        type(),
        "src is %s; expected float32 for %s, or int64 for the nearest neighbour",
        dtype,
        sampling);
    Shape src = inputs.get(0).shape();
    long[] dst = new long[src.rank()];
    for (int axis = 0; axis < dst.length; axis++) {
      dst[axis] = src.dim(axis);
      require(
          dst[axis] <= MAX_EXTENT,
          type(),
          "axis %d of %s has %d positions; expected at most %d; resize in parts",
          axis,
          src,
          dst[axis],
          MAX_EXTENT);
    }
    for (Axis axis : axes) {
      require(
          axis.axis() < src.rank(),
          type(),
          "axis is %d; expected less than the rank of %s",
          axis.axis(),
          src);
      dst[axis.axis()] = dstExtent(axis, src);
    }
    return List.of(Checks.dst(this, dtype, dst));
  }

  private long dstExtent(Axis axis, Shape src) {
    int in = src.dim(axis.axis());
    if (in == 0 && axis.length() instanceof Scale) {
      return 0;
    }
    require(in >= 1, type(), "axis %d of %s is empty; expected 1 or more", axis.axis(), src);
    long out = extent(axis, src);
    require(
        out >= 0,
        type(),
        "axis %d of %s would have %d positions; expected 0 or more for %s, crop %s to %s",
        axis.axis(),
        src,
        out,
        axis.length(),
        axis.start(),
        axis.end());
    require(
        out <= MAX_EXTENT,
        type(),
        "axis %d of %s would have %d positions; expected at most %d; resize in parts",
        axis.axis(),
        src,
        out,
        MAX_EXTENT);
    return out;
  }

  @Override
  public long parameterCount() {
    return 0;
  }

  @Override
  public long multiplyAdds(List<TensorDesc> inputs) {
    return 0;
  }

  /** {@inheritDoc} A map that is resized: as many inputs as an output has taps. */
  @Override
  public ReceptiveField.Step receptiveFieldStep(List<TensorDesc> inputs) {
    Shape src = inputs.get(0).shape();
    if (src.rank() != 4 || infer(inputs).get(0).shape().elements() == 0) {
      return ReceptiveField.Step.POINTWISE;
    }
    ResizeTaps rows = taps(src, 2);
    ResizeTaps columns = taps(src, 3);
    return new ReceptiveField.Step(
        new Size2d(rows.extent(), columns.extent()),
        new Size2d(rows.stride(), columns.stride()),
        new Size2d(rows.upsampling(), columns.upsampling()),
        rows.pad(),
        columns.pad());
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.resize(this, inputs, options);
  }
}
