package dev.fovea.backend.simd;

import dev.fovea.op.Conv2d;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Convolutions whose channels, or a few plain ones, go into blocks; and all others. */
enum Conv2dTaps implements Candidate<Conv2d> {
  /** The first layer of a network: too few channels to fill half a block. */
  FROM_PLAIN(false, true) {
    @Override
    public @Nullable String declines(Conv2d op, Isa isa) {
      return op.groups() == 1 && 2 * op.inChannels() <= isa.block()
          ? null
          : "more than half a block of input channels, or groups";
    }
  },
  BLOCKED(true, true) {
    @Override
    public @Nullable String declines(Conv2d op, Isa isa) {
      int ic = op.inChannels() / op.groups();
      int oc = op.outChannels() / op.groups();
      return op.groups() == 1 || (ic % isa.block() == 0 && oc % isa.block() == 0)
          ? null
          : "groups of " + ic + " to " + oc + " channels are no whole blocks";
    }
  },
  PLAIN(false, false) {
    @Override
    public @Nullable String declines(Conv2d op, Isa isa) {
      return null;
    }
  };

  private final boolean blockedSrc;
  private final boolean blockedDst;

  Conv2dTaps(boolean blockedSrc, boolean blockedDst) {
    this.blockedSrc = blockedSrc;
    this.blockedDst = blockedDst;
  }

  @Override
  public Plan plan(Conv2d op, List<TensorDesc> inputs, PlanOptions options, Isa isa) {
    TensorDesc dst = op.infer(inputs).get(0);
    TapMap map = TapMap.of(op, inputs.get(0).shape(), dst.shape());
    String kind = blockedDst ? blockedSrc ? "direct" : "direct-from-plain" : "direct-plain";
    return TapPlan.plan(op, map, inputs, options, isa, "conv2d:" + kind, blockedSrc, blockedDst);
  }
}
