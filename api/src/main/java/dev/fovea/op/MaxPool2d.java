package dev.fovea.op;

import dev.fovea.op.Window2d.Rounding;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Two-dimensional max pooling: dst[n, c, oh, ow] is the maximum of the window's taps inside the
 * input.
 *
 * <p>Padding is never read. A NaN among the taps gives NaN. The optional second output, int64,
 * holds the position of the first maximum (or first NaN) in kernel order, counted through the whole
 * of src.
 *
 * <p>Shapes: src [N, C, H, W]; dst and indices [N, C, OH, OW], sizes by {@link Window2d}. A window
 * that would read padding only is refused. Source: ONNX MaxPool-12.
 *
 * @param window kernel, strides, dilations and padding
 * @param rounding whether a window that only partly fits is kept
 * @param indices whether positions are a second output, and how they are counted
 */
public record MaxPool2d(Window2d window, Rounding rounding, Indices indices) implements Op {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  /** How positions of maxima are counted. */
  public enum Indices {
    /** There is no second output. */
    NONE,
    /** ((n C + c) H + h) W + w. */
    ROW_MAJOR,
    /** (n C + c) H W + w H + h; ONNX storage_order 1. */
    COLUMN_MAJOR
  }

  /** Returns max pooling that rounds down and returns no indices. */
  public static MaxPool2d of(Window2d window) {
    return new MaxPool2d(window, Rounding.FLOOR, Indices.NONE);
  }

  /** Returns this operator with another rounding. */
  public MaxPool2d rounding(Rounding changed) {
    return new MaxPool2d(window, changed, indices);
  }

  /** Returns this operator with or without the second output. */
  public MaxPool2d indices(Indices changed) {
    return new MaxPool2d(window, rounding, changed);
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    TensorDesc values = Pooling.infer(this, window, rounding, inputs);
    return indices == Indices.NONE
        ? List.of(values)
        : List.of(values, Checks.dst(this, DType.INT64, values.shape()));
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
    return ReceptiveField.Step.of(window, Pooling.mapSize(inputs));
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.maxPool2d(this, inputs, options);
  }
}
