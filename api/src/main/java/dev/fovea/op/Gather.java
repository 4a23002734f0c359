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
 * Picks slices by number along one axis: dst[a, i, b] = src[a, indices[i], b] where i runs over all
 * axes of the indices, bit for bit.
 *
 * <p>Shapes: src any of rank 1 or more, of any element type; indices int64 of any shape, which
 * takes the axis's place in dst. A negative index counts from the end; a run with one outside is an
 * {@link OperatorException}. Source: ONNX Gather-13.
 *
 * @param axis the axis to pick along, counted from 0
 */
public record Gather(int axis) implements Moving {
  private static final List<Port> PORTS = List.of(Port.data("src"), Port.data("indices"));

  /** Creates the operator; throws OperatorException on a negative axis. */
  public Gather {
    require(axis >= 0, "Gather", "axis is %d; expected 0 or more", axis);
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.count(this, inputs);
    Checks.dtype(this, inputs, 1, DType.INT64);
    Shape src = inputs.get(0).shape();
    Shape indices = inputs.get(1).shape();
    require(axis < src.rank(), type(), "axis is %d; expected less than the rank of %s", axis, src);
    long[] dst = new long[src.rank() - 1 + indices.rank()];
    for (int i = 0; i < dst.length; i++) {
      int inIndices = i - axis;
      dst[i] =
          inIndices < 0
              ? src.dim(i)
              : inIndices < indices.rank()
                  ? indices.dim(inIndices)
                  : src.dim(i - indices.rank() + 1);
    }
    return List.of(Checks.dst(this, inputs.get(0).dtype(), dst));
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.gather(this, inputs, options);
  }
}
