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
 * The k largest or smallest values along an axis, the furthest first, and their indices along it.
 *
 * <p>Of equal values the one with the lower index comes first. NaN counts as larger than
 * everything, as where NumPy sorts; ONNX leaves it open.
 *
 * <p>Shapes: src float32 or int64; two dsts, values of src's type and int64 indices, with extent k
 * along the axis. Source: ONNX TopK-11, always sorted.
 *
 * @param k how many, at most as many as there are
 * @param axis along which; a negative one counts from the last
 * @param largest whether the largest are wanted, or the smallest
 */
public record TopK(int k, int axis, boolean largest) implements Op {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  /** Creates the operator; throws OperatorException on a negative number of values. */
  public TopK {
    require(k >= 0, "TopK", "k is %d; expected 0 or more", k);
  }

  /** Returns the axis of an input, counted from 0. */
  public int axis(Shape src) {
    return Axes.of(this, axis, src);
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
        src.dtype() == DType.FLOAT32 || src.dtype() == DType.INT64,
        type(),
        "src is %s; expected float32 or int64",
        src.dtype());
    int along = axis(src.shape());
    require(
        k <= src.shape().dim(along),
        type(),
        "k is %d; expected at most the %d values along axis %d of %s",
        k,
        src.shape().dim(along),
        along,
        src.shape());
    Shape dst = src.shape().with(along, k);
    return List.of(TensorDesc.of(src.dtype(), dst), TensorDesc.of(DType.INT64, dst));
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
    return Axes.step(inputs.get(0).shape(), axis(inputs.get(0).shape()));
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.topK(this, inputs, options);
  }
}
