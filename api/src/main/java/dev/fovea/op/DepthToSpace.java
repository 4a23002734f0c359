package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Spreads channels over blocks of positions (pixel shuffle): with block size b and dst channels D,
 * dst[n, d, h b + y, w b + x] = src[n, c, h, w], bit for bit, where c is (y b + x) D + d in the
 * order {@link Order#DEPTH_FIRST} and (d b + y) b + x in the order {@link Order#COLUMN_FIRST}.
 *
 * <p>Shapes: src [N, D b b, H, W] of any element type, dst [N, D, H b, W b]. Source: ONNX
 * DepthToSpace-13.
 *
 * @param blockSize b
 * @param order which channels make a block
 */
public record DepthToSpace(int blockSize, Order order) implements Moving {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  /** Which of src's channels make a block of one channel of dst. */
  public enum Order {
    /** ONNX's DCR: they lie as far apart as dst has channels. */
    DEPTH_FIRST,
    /** ONNX's CRD, PyTorch's PixelShuffle: they lie side by side. */
    COLUMN_FIRST
  }

  /** Creates the operator; throws OperatorException on a block size below 1. */
  public DepthToSpace {
    require(blockSize >= 1, "DepthToSpace", "block size is %d; expected 1 or more", blockSize);
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.count(this, inputs);
    Checks.rank(this, inputs.get(0), 4, "N,C,H,W");
    Shape src = inputs.get(0).shape();
    long block = (long) blockSize * blockSize;
    require(
        src.dim(1) % block == 0,
        type(),
        "input has %d channels; expected a multiple of %d for block size %d",
        src.dim(1),
        block,
        blockSize);
    return List.of(
        Checks.dst(
            this,
            inputs.get(0).dtype(),
            src.dim(0),
            src.dim(1) / block,
            (long) src.dim(2) * blockSize,
            (long) src.dim(3) * blockSize));
  }

  @Override
  public ReceptiveField.Step receptiveFieldStep(List<TensorDesc> inputs) {
    Size2d block = new Size2d(blockSize, blockSize);
    return new ReceptiveField.Step(block, Size2d.ONE, block, 0, 0);
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.depthToSpace(this, inputs, options);
  }
}
