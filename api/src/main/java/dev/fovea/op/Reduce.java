package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Takes all values along some axes together: their sum, mean, largest, ...
 *
 * <p>Of no value at all it gives what changes nothing: 0 for sums and norms, 1 for products,
 * infinities for maximum, minimum and logarithms (the extreme longs on int64), NaN for the mean. A
 * NaN among the values gives NaN, also to the maximum and the minimum. On int64 sums and products
 * wrap as Java's do, and the mean is cut towards 0.
 *
 * <p>Shapes: src any; dst with extent 1 along the axes, or without them. Float32; SUM, MEAN, MAX,
 * MIN and PROD also on int64. Source: ONNX ReduceSum-13, ReduceMax-20 and the others of that name.
 *
 * @param kind what is made of the values
 * @param axes along which; a negative one counts from the last; an empty list means all
 * @param keepDims whether the axes stay, with extent 1
 */
public record Reduce(Kind kind, List<Integer> axes, boolean keepDims) implements Op {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  /** What is made of the values x. */
  public enum Kind {
    /** Sum of x; ONNX ReduceSum. */
    SUM(true),
    /** Sum of x, divided by their count; ONNX ReduceMean. */
    MEAN(true),
    /** The largest x; ONNX ReduceMax. */
    MAX(true),
    /** The smallest x; ONNX ReduceMin. */
    MIN(true),
    /** Product of x; ONNX ReduceProd. */
    PROD(true),
    /** Sum of |x|; ONNX ReduceL1. */
    L1(false),
    /** Square root of the sum of x^2; ONNX ReduceL2. */
    L2(false),
    /** Sum of x^2; ONNX ReduceSumSquare. */
    SUM_SQUARE(false),
    /** Logarithm of the sum of x; ONNX ReduceLogSum. */
    LOG_SUM(false),
    /** Logarithm of the sum of exp(x), finite however large x is; ONNX ReduceLogSumExp. */
    LOG_SUM_EXP(false);

    private final boolean integers;

    Kind(boolean integers) {
      this.integers = integers;
    }

    /** Tells whether int64 values are taken as well. */
    public boolean takesIntegers() {
      return integers;
    }
  }

  /** Creates the operator. */
  public Reduce {
    axes = List.copyOf(axes);
  }

  /** Returns a reduction that keeps its axes, with extent 1. */
  public static Reduce of(Kind kind, Integer... axes) {
    return new Reduce(kind, List.of(axes), true);
  }

  /** Returns this reduction with another kind. */
  public Reduce kind(Kind changed) {
    return new Reduce(changed, axes, keepDims);
  }

  /** Tells of each axis of an input whether it is reduced. */
  public boolean[] reduced(Shape src) {
    return Axes.listed(this, axes, src);
  }

  /** Returns how many values are taken together for one output. */
  public long terms(Shape src) {
    boolean[] reduced = reduced(src);
    long terms = 1;
    for (int axis = 0; axis < src.rank(); axis++) {
      terms *= reduced[axis] ? src.dim(axis) : 1;
    }
    return terms;
  }

  /** Tells whether this is {@link GlobalAveragePool} for such an input. */
  public boolean isGlobalAverage(TensorDesc src) {
    return kind == Kind.MEAN
        && keepDims
        && src.dtype() == DType.FLOAT32
        && Axes.areSpatial(axes, src.shape())
        && src.shape().elements(2, 4) > 0;
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    require(inputs.size() == 1, type(), "%d inputs given; expected 1: src", inputs.size());
    TensorDesc src = inputs.get(0);
    require(
        src.dtype() == DType.FLOAT32 || (src.dtype() == DType.INT64 && kind.takesIntegers()),
        type(),
        "src is %s; expected %s for %s",
        src.dtype(),
        kind.takesIntegers() ? "float32 or int64" : "float32",
        kind);
    require(
        kind != Kind.MEAN || src.dtype() == DType.FLOAT32 || terms(src.shape()) > 0,
        type(),
        "input is %s; expected at least one int64 value for a mean",
        src);
    Shape dst = Axes.reduced(src.shape(), reduced(src.shape()), keepDims);
    return List.of(Checks.dst(this, src.dtype(), dst));
  }

  @Override
  public long parameterCount() {
    return 0;
  }

  @Override
  public long multiplyAdds(List<TensorDesc> inputs) {
    return 0;
  }

  @Override
  public ReceptiveField.Step receptiveFieldStep(List<TensorDesc> inputs) {
    Shape src = inputs.get(0).shape();
    if (src.rank() != 4) {
      return ReceptiveField.Step.POINTWISE;
    }
    boolean[] reduced = reduced(src);
    return ReceptiveField.Step.whole(
        new Size2d(reduced[2] ? src.dim(2) : 1, reduced[3] ? src.dim(3) : 1));
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.reduce(this, inputs, options);
  }
}
