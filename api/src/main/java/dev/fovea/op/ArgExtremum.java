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
 * The index of the largest or smallest value along an axis, counted from 0.
 *
 * <p>Of equal values the first counts, or the last. A NaN is the extreme, whichever is asked for:
 * the first NaN, or the last. ONNX leaves it open; NumPy does so, and a NaN is found rather than
 * hidden.
 *
 * <p>Shapes: src float32 or int64 with at least one value along the axis; dst int64, with extent 1
 * along the axis or without it. Source: ONNX ArgMax-13 and ArgMin-13.
 *
 * @param extreme which value is looked for
 * @param axis along which; a negative one counts from the last
 * @param keepDims whether the axis stays, with extent 1
 * @param lastIndex whether the last of equal values counts
 */
public record ArgExtremum(Extreme extreme, int axis, boolean keepDims, boolean lastIndex)
    implements Op {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  /** Which value is looked for. */
  public enum Extreme {
    /** The largest; ONNX ArgMax. */
    MAX,
    /** The smallest; ONNX ArgMin. */
    MIN
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
    Shape src = inputs.get(0).shape();
    int along = axis(src);
    require(
        src.dim(along) > 0,
        type(),
        "input is %s; expected at least one value along axis %d",
        src,
        along);
    boolean[] reduced = new boolean[src.rank()];
    reduced[along] = true;
    return List.of(TensorDesc.of(DType.INT64, Axes.reduced(src, reduced, keepDims)));
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
    return backend.argExtremum(this, inputs, options);
  }
}
