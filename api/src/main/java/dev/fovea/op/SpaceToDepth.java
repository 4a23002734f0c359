package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Stacks blocks of positions into channels: with block size b and src channels C, dst[n, (y b + x)
 * C + c, h, w] = src[n, c, h b + y, w b + x], bit for bit.
 *
 * <p>Shapes: src [N, C, H b, W b] of any element type, dst [N, C b b, H, W]. Source: ONNX
 * SpaceToDepth-13.
 *
 * @param blockSize b
 */
public record SpaceToDepth(int blockSize) implements Moving {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  /** Creates the operator; throws OperatorException on a block size below 1. */
  public SpaceToDepth {
    require(blockSize >= 1, "SpaceToDepth", "block size is %d; expected 1 or more", blockSize);
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
    require(
        src.dim(2) % blockSize == 0 && src.dim(3) % blockSize == 0,
        type(),
        "input is %s; expected a height and width that are multiples of block size %d",
        src,
        blockSize);
    // Multiplied on only while it is an extent: three ints may be more than a long holds.
    long depth = (long) src.dim(1) * blockSize;
    depth *= depth <= Integer.MAX_VALUE ? blockSize : 1;
    return List.of(
        Checks.dst(
            this,
            inputs.get(0).dtype(),
            src.dim(0),
            depth,
            src.dim(2) / blockSize,
            src.dim(3) / blockSize));
  }

  @Override
  public ReceptiveField.Step receptiveFieldStep(List<TensorDesc> inputs) {
    Size2d block = new Size2d(blockSize, blockSize);
    return new ReceptiveField.Step(block, block, Size2d.ONE, 0, 0);
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.spaceToDepth(this, inputs, options);
  }
}
