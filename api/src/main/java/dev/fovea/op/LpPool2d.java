package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.op.Window2d.Rounding;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Two-dimensional pooling by the p-norm: dst[n, c, oh, ow] = (sum over the window of
 * |src|^p)^(1/p).
 *
 * <p>Padding counts as zeros. Powers are taken in the range of double, where those of p up to 6
 * stay for every float; beyond it they are 0 or infinite. NaN gives NaN.
 *
 * <p>Shapes: src [N, C, H, W]; dst [N, C, OH, OW], sizes by {@link Window2d}. A window that would
 * read padding only is refused. Source: ONNX LpPool-18.
 *
 * @param window kernel, strides, dilations and padding
 * @param rounding whether a window that only partly fits is kept
 * @param p the norm, 1 to {@value #MOST}
 */
public record LpPool2d(Window2d window, Rounding rounding, int p) implements Op {
  /** The largest p; the maximum is {@link MaxPool2d}. */
  public static final int MOST = 64;

  private static final List<Port> PORTS = List.of(Port.data("src"));

  /** Creates the operator; throws OperatorException if p is out of range. */
  public LpPool2d {
    require(p >= 1 && p <= MOST, "LpPool2d", "p is %d; expected 1 to %d", p, MOST);
  }

  /** Returns pooling that rounds down. */
  public static LpPool2d of(Window2d window, int p) {
    return new LpPool2d(window, Rounding.FLOOR, p);
  }

  /** Returns this operator with another rounding. */
  public LpPool2d rounding(Rounding changed) {
    return new LpPool2d(window, changed, p);
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
    return backend.lpPool2d(this, inputs, options);
  }
}
