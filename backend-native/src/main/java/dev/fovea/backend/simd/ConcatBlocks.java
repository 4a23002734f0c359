package dev.fovea.backend.simd;

import dev.fovea.backend.simd.binding.Natives;
import dev.fovea.op.Concat;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.portable.PortableConcat;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** Joins channels that fill whole blocks: each input is one run of floats in every image. */
final class ConcatBlocks implements KernelBody {
  private ConcatBlocks() {}

  static Plan plan(Concat op, List<TensorDesc> inputs, PlanOptions options, Isa isa) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    Layout blocked = isa.layout();
    boolean fits =
        op.axis() == 1
            && inputs.stream().anyMatch(input -> input.layout().equals(blocked))
            && inputs.stream().allMatch(input -> input.shape().dim(1) % isa.block() == 0);
    if (!fits) {
      return PortableConcat.plan(op, inputs, options);
    }
    return plan.inputs(inputs.stream().map(input -> TapPlan.relaid(input, blocked)).toList())
        .dsts(List.of(TapPlan.relaid(plan.dsts().get(0), blocked)))
        .build(
            SimdProvider.NAME + ":concat:blocks",
            ErrorModel.exact(),
            operands -> new ConcatBlocks());
  }

  @Override
  public void run(Call call) {
    Tensor dst = call.dsts().get(0);
    long to = dst.address();
    for (Tensor src : call.srcs()) {
      TensorDesc desc = src.desc();
      long floats = desc.imageElements();
      Natives.copyRows(
          desc.images(), floats, desc.imageStride(), dst.desc().imageStride(), src.address(), to);
      to += floats * Float.BYTES;
    }
  }
}
