package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Picks, along each axis, every step-th index from a start to an end: dst[i, j, ...] = src[start0 +
 * i step0, start1 + j step1, ...], bit for bit.
 *
 * <p>Shapes: src any, of any element type; an axis without a range is taken whole. Source: ONNX
 * Slice-13.
 *
 * @param ranges what is picked along which axis; at most one range an axis
 */
public record StridedSlice(List<Range> ranges) implements Moving {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  /**
   * What is picked along one axis.
   *
   * @param axis counted from 0; a negative one counts from the last
   * @param start the first index; a negative one counts from the end, one outside is cut
   * @param end the index behind the last, in the direction of the step; read as the start is
   * @param step distance between two indices; below 0 it goes backwards
   */
  public record Range(int axis, int start, int end, int step) {
    /** Creates a range; throws OperatorException if the step is 0. */
    public Range {
      require(step != 0, "StridedSlice", "step of axis %d is 0; expected another number", axis);
    }

    /** Returns the first index for an extent; outside only if nothing is picked. */
    int first(int extent) {
      return step > 0 ? cut(start, extent, 0, extent) : cut(start, extent, -1, extent - 1);
    }

    /** Returns how many indices are picked from an extent. */
    int count(int extent) {
      long from = first(extent);
      long to = step > 0 ? cut(end, extent, 0, extent) : cut(end, extent, -1, extent - 1);
      long distance = step > 0 ? to - from : from - to;
      long pace = Math.abs((long) step);
      return (int) Math.max(0, (distance + pace - 1) / pace);
    }

    private static int cut(int index, int extent, int least, int most) {
      long fromStart = index < 0 ? (long) index + extent : index;
      return (int) Math.max(least, Math.min(most, fromStart));
    }
  }

  /** Creates the operator. */
  public StridedSlice {
    ranges = List.copyOf(ranges);
  }

  /** Returns the first index along every axis of an input. */
  public int[] starts(Shape src) {
    int[] starts = new int[src.rank()];
    ranges.forEach(range -> starts[axis(range, src)] = range.first(src.dim(axis(range, src))));
    return starts;
  }

  /** Returns the step along every axis of an input. */
  public int[] steps(Shape src) {
    int[] steps = new int[src.rank()];
    Arrays.fill(steps, 1);
    ranges.forEach(range -> steps[axis(range, src)] = range.step());
    return steps;
  }

  private static int axis(Range range, Shape src) {
    return range.axis() < 0 ? range.axis() + src.rank() : range.axis();
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    require(inputs.size() == 1, type(), "%d inputs given; expected 1: src", inputs.size());
    Shape src = inputs.get(0).shape();
    Shape dst = src;
    Set<Integer> seen = new HashSet<>();
    for (Range range : ranges) {
      require(
          range.axis() >= -src.rank() && range.axis() < src.rank(),
          type(),
          "axis is %d; expected %d to %d for %s",
          range.axis(),
          -src.rank(),
          src.rank() - 1,
          src);
      int axis = axis(range, src);
      require(seen.add(axis), type(), "axis %d has two ranges; expected one", axis);
      dst = dst.with(axis, range.count(src.dim(axis)));
    }
    return List.of(TensorDesc.of(inputs.get(0).dtype(), dst));
  }

  /** {@inheritDoc} A map that is picked from, not one that is turned round. */
  @Override
  public ReceptiveField.Step receptiveFieldStep(List<TensorDesc> inputs) {
    Shape src = inputs.get(0).shape();
    if (src.rank() != 4) {
      return ReceptiveField.Step.POINTWISE;
    }
    int[] starts = starts(src);
    int[] steps = steps(src);
    return new ReceptiveField.Step(
        Size2d.ONE,
        new Size2d(Math.abs(steps[2]), Math.abs(steps[3])),
        Size2d.ONE,
        -starts[2],
        -starts[3]);
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.stridedSlice(this, inputs, options);
  }
}
