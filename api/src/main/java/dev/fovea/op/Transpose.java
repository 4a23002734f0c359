package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.HashSet;
import java.util.List;

/**
 * Orders the axes anew: axis i of dst is axis permutation[i] of src, bit for bit.
 *
 * <p>Shapes: src any of that rank, of any element type. Source: ONNX Transpose-13.
 *
 * @param permutation every axis of src once
 */
public record Transpose(List<Integer> permutation) implements Moving {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  /** Creates the operator; throws OperatorException unless every axis is there once. */
  public Transpose {
    permutation = List.copyOf(permutation);
    int rank = permutation.size();
    require(
        permutation.stream().allMatch(axis -> axis >= 0 && axis < rank)
            && new HashSet<>(permutation).size() == rank,
        "Transpose",
        "permutation is %s; expected every axis from 0 to %d once",
        permutation,
        rank - 1);
  }

  /** Returns the operator with these axes. */
  public static Transpose of(Integer... permutation) {
    return new Transpose(List.of(permutation));
  }

  /** Tells whether no element changes its place: all axes that moved have extent 1. */
  public boolean keepsOrder(Shape src) {
    int last = -1;
    for (int axis : permutation) {
      if (src.dim(axis) != 1) {
        if (axis < last) {
          return false;
        }
        last = axis;
      }
    }
    return true;
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
        src.rank() == permutation.size(),
        type(),
        "input is %s; expected rank %d for permutation %s",
        src,
        permutation.size(),
        permutation);
    long[] dst = permutation.stream().mapToLong(src::dim).toArray();
    return List.of(Checks.dst(this, inputs.get(0).dtype(), dst));
  }

  /** What reads a map whose axes moved reads the whole of it. */
  @Override
  public ReceptiveField.Step receptiveFieldStep(List<TensorDesc> inputs) {
    Shape src = inputs.get(0).shape();
    boolean mapMoves =
        src.rank() == 4 && !keepsOrder(src) && (permutation.get(2) != 2 || permutation.get(3) != 3);
    return mapMoves
        ? ReceptiveField.Step.whole(new Size2d(src.dim(2), src.dim(3)))
        : ReceptiveField.Step.POINTWISE;
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.transpose(this, inputs, options);
  }
}
