package dev.fovea.op;

import dev.fovea.op.Window2d.Rounding;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Two-dimensional average pooling: dst[n, c, oh, ow] = sum of the taps inside the input / count.
 *
 * <p>count is the number of taps inside the input; with {@code countIncludePad}, the number of taps
 * inside the input and its padding. Taps behind the end padding, which ceil rounding may read,
 * never count.
 *
 * <p>Shapes: src [N, C, H, W]; dst [N, C, OH, OW], sizes by {@link Window2d}. A window that would
 * read padding only is refused. Source: ONNX AveragePool-19 (-22 for the count under ceil
 * rounding).
 *
 * @param window kernel, strides, dilations and padding
 * @param rounding whether a window that only partly fits is kept
 * @param countIncludePad whether taps in the padding count
 */
public record AveragePool2d(Window2d window, Rounding rounding, boolean countIncludePad)
    implements Op {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  /** Returns average pooling that rounds down and does not count padding. */
  public static AveragePool2d of(Window2d window) {
    return new AveragePool2d(window, Rounding.FLOOR, false);
  }

  /** Returns this operator with another rounding. */
  public AveragePool2d rounding(Rounding changed) {
    return new AveragePool2d(window, changed, countIncludePad);
  }

  /** Returns this operator with padding counted or not. */
  public AveragePool2d countIncludePad(boolean changed) {
    return new AveragePool2d(window, rounding, changed);
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    return List.of(Pooling.infer(this, window, rounding, inputs));
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
    return backend.averagePool2d(this, inputs, options);
  }
}
