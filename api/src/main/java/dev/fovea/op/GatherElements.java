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
 * Picks element by element along one axis: dst[a, i, b] = src[a, indices[a, i, b], b], bit for bit.
 *
 * <p>Shapes: src any of rank 1 or more, of any element type; indices int64 of the same rank, whose
 * extents along the other axes do not exceed src's; dst has the indices' shape. A negative index
 * counts from the end; a run with one outside is an {@link OperatorException}. Source: ONNX
 * GatherElements-13.
 *
 * @param axis the axis to pick along, counted from 0
 */
public record GatherElements(int axis) implements Moving {
  private static final List<Port> PORTS = List.of(Port.data("src"), Port.data("indices"));

  /** Creates the operator; throws OperatorException on a negative axis. */
  public GatherElements {
    require(axis >= 0, "GatherElements", "axis is %d; expected 0 or more", axis);
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
    boolean inside = indices.rank() == src.rank();
    for (int i = 0; inside && i < src.rank(); i++) {
      inside = i == axis || indices.dim(i) <= src.dim(i);
    }
    require(
        inside,
        type(),
        "indices are %s; expected the rank of %s and no larger extents but along axis %d",
        indices,
        src,
        axis);
    return List.of(Checks.dst(this, inputs.get(0).dtype(), indices));
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.gatherElements(this, inputs, options);
  }
}
