package dev.fovea.op;

import static dev.fovea.op.Checks.require;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Takes channels from every group in turn: with G groups of K channels, dst[n, k G + g] = src[n, g
 * K + k], bit for bit.
 *
 * <p>Shapes: src [N, C, ...] of any element type, dst the same. ONNX has no such operator; a
 * compiler finds it where exporters write reshape, transpose, reshape. Source: Zhang et al.,
 * ShuffleNet (2018).
 *
 * @param groups G, a divisor of the channels
 */
public record ChannelShuffle(int groups) implements Moving {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  /** Creates the operator; throws OperatorException on less than one group. */
  public ChannelShuffle {
    require(groups >= 1, "ChannelShuffle", "groups is %d; expected 1 or more", groups);
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.count(this, inputs);
    Shape src = inputs.get(0).shape();
    require(src.rank() >= 2, type(), "input is %s; expected rank 2 or more (N,C,...)", src);
    require(
        src.dim(1) % groups == 0,
        type(),
        "groups is %d; expected a divisor of %d channels",
        groups,
        src.dim(1));
    return List.of(Checks.dst(this, inputs.get(0).dtype(), src));
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.channelShuffle(this, inputs, options);
  }
}
