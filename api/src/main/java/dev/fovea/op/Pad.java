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
 * Surrounds a tensor: dst[i] = src[i - begin] where that exists, elsewhere what the mode says,
 * along every axis; bit for bit.
 *
 * <p>Shapes: src of any element type with as many axes as there are begins; dst's extents are begin
 * + extent + end. Source: ONNX Pad-19.
 *
 * @param begins how much is put before, for every axis
 * @param ends how much is put behind, for every axis
 * @param mode what is put there
 * @param value the constant of {@link Mode#CONSTANT}: of float32 rounded to it, of int64 a whole
 *     number
 */
public record Pad(List<Integer> begins, List<Integer> ends, Mode mode, double value)
    implements Moving {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  /** What stands outside src. */
  public enum Mode {
    /** The value. */
    CONSTANT,
    /** src, mirrored at its first and last index, which are not repeated; further out once more. */
    REFLECT,
    /** The nearest element. */
    EDGE,
    /** src again, as if its ends met. */
    WRAP;

    /** Returns the index that stands for one outside an extent; -1 for the value. */
    int inside(long index, int extent) {
      if (index >= 0 && index < extent) {
        return (int) index;
      }
      return switch (this) {
        case CONSTANT -> -1;
        case REFLECT -> {
          long period = Math.max(1, 2L * (extent - 1));
          long folded = Math.floorMod(index, period);
          yield (int) Math.min(folded, period - folded);
        }
        case EDGE -> (int) Math.max(0, Math.min(extent - 1, index));
        case WRAP -> (int) Math.floorMod(index, (long) extent);
      };
    }
  }

  /** Creates the operator; throws OperatorException on a negative or missing extent. */
  public Pad {
    begins = List.copyOf(begins);
    ends = List.copyOf(ends);
    require(
        begins.size() == ends.size(),
        "Pad",
        "begins are %s and ends %s; expected as many of both",
        begins,
        ends);
    require(
        begins.stream().allMatch(pad -> pad >= 0) && ends.stream().allMatch(pad -> pad >= 0),
        "Pad",
        "begins are %s and ends %s; expected 0 or more; use StridedSlice to cut",
        begins,
        ends);
  }

  /** Creates the operator that puts a constant. */
  public Pad(List<Integer> begins, List<Integer> ends, double value) {
    this(begins, ends, Mode.CONSTANT, value);
  }

  /**
   * Returns the index of src that stands at one of dst along an axis; -1 for the value.
   *
   * @param extent src's extent along the axis
   */
  public int source(int axis, int index, int extent) {
    return mode.inside((long) index - begins.get(axis), extent);
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.count(this, inputs);
    DType dtype = inputs.get(0).dtype();
    require(
        dtype == DType.FLOAT32 || value == (long) value,
        type(),
        "value is %s; expected a whole number for %s",
        value,
        dtype);
    Shape src = inputs.get(0).shape();
    require(
        src.rank() == begins.size(),
        type(),
        "input is %s; expected rank %d for begins %s and ends %s",
        src,
        begins.size(),
        begins,
        ends);
    long[] dst = new long[src.rank()];
    for (int axis = 0; axis < dst.length; axis++) {
      dst[axis] = (long) begins.get(axis) + src.dim(axis) + ends.get(axis);
      require(
          mode == Mode.CONSTANT || src.dim(axis) > 0 || dst[axis] == 0,
          type(),
          "axis %d of %s is empty; expected an element to put around it",
          axis,
          src);
    }
    return List.of(Checks.dst(this, dtype, dst));
  }

  @Override
  public ReceptiveField.Step receptiveFieldStep(List<TensorDesc> inputs) {
    return begins.size() == 4
        ? new ReceptiveField.Step(Size2d.ONE, Size2d.ONE, Size2d.ONE, begins.get(2), begins.get(3))
        : ReceptiveField.Step.POINTWISE;
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.pad(this, inputs, options);
  }
}
