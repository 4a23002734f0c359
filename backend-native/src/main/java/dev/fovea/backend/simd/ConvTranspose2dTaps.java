package dev.fovea.backend.simd;

import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Size2d;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** Transposed convolutions: as many windows as the stride, none of which reads an inserted zero. */
final class ConvTranspose2dTaps {
  private ConvTranspose2dTaps() {}

  static Plan plan(ConvTranspose2d op, List<TensorDesc> inputs, PlanOptions options, Isa isa) {
    TensorDesc dst = Plan.of(op, inputs, options).dsts().get(0);
    Size2d size = new Size2d(dst.shape().dim(2), dst.shape().dim(3));
    WindowLimit.checkPhases(op, op.window(), size, options);
    TapMap map = TapMap.of(op, inputs.get(0).shape(), dst.shape());
    boolean blocks =
        map.groups() == 1 || (map.ic() % isa.block() == 0 && map.oc() % isa.block() == 0);
    String kind = blocks ? "phases" : "phases-plain";
    return TapPlan.plan(op, map, inputs, options, isa, "conv_transpose2d:" + kind, blocks, blocks);
  }
}
