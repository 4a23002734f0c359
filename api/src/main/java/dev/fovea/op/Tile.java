package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Lays copies side by side: dst[i, j, ...] = src[i mod h, j mod w, ...], bit for bit.
 *
 * <p>Shapes: src any with as many axes as there are repeats, of any element type; dst's extents are
 * src's times the repeats. Source: ONNX Tile-13.
 *
 * @param repeats how many copies, for every axis; 0 leaves nothing
 */
public record Tile(List<Integer> repeats) implements Moving {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  /** Creates the operator; throws OperatorException on a negative number. */
  public Tile {
    repeats = List.copyOf(repeats);
    require(
        repeats.stream().allMatch(repeat -> repeat >= 0),
        "Tile",
        "repeats are %s; expected 0 or more",
        repeats);
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.count(this, inputs);
    Shape src = inputs.get(0).shape();
    require(
        src.rank() == repeats.size(),
        type(),
        "input is %s; expected rank %d for repeats %s",
        src,
        repeats.size(),
        repeats);
    long[] dst = new long[src.rank()];
    for (int axis = 0; axis < dst.length; axis++) {
      dst[axis] = (long) src.dim(axis) * repeats.get(axis);
    }
    return List.of(Checks.dst(this, inputs.get(0).dtype(), dst));
  }

  /** What stands behind copies of a map may read any of it. */
  @Override
  public ReceptiveField.Step receptiveFieldStep(List<TensorDesc> inputs) {
    Shape src = inputs.get(0).shape();
    boolean mapRepeats = src.rank() == 4 && (repeats.get(2) != 1 || repeats.get(3) != 1);
    return mapRepeats
        ? ReceptiveField.Step.whole(new Size2d(src.dim(2), src.dim(3)))
        : ReceptiveField.Step.POINTWISE;
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.tile(this, inputs, options);
  }
}
