package dev.fovea.backend.simd;

import dev.fovea.op.Linear;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/** Plans a convolution as lists of taps, in blocked or plain channels. */
final class TapPlan {
  /** Products that are worth handing to another thread. */
  private static final long TASK_PRODUCTS = 1 << 18;

  private static final int MOST_TASKS = 16;

  private TapPlan() {}

  /**
   * Plans.
   *
   * @param blockedSrc whether input channels lie in blocks
   * @param blockedDst whether output channels do
   */
  static Plan plan(
      Linear op,
      TapMap map,
      List<TensorDesc> inputs,
      PlanOptions options,
      Isa isa,
      String kind,
      boolean blockedSrc,
      boolean blockedDst) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    int block = isa.block();
    TensorDesc dst = plan.dsts().get(0);
    TapFormat format = new TapFormat(map, block, blockedSrc ? block : 1);
    int images = dst.shape().dim(0);
    int tasks = tasks(op, inputs, images * map.groups() * map.windows().size());
    List<TapChunks> cuts = new ArrayList<>();
    long tile = 0;
    for (TapMap.Window window : map.windows()) {
      TapChunks cut = new TapChunks(format, window, isa, tasks);
      cuts.add(cut);
      tile = Math.max(tile, cut.tileFloats());
    }
    boolean variableWeights = options.variableParameters().contains("weights");
    boolean variableBias = options.variableParameters().contains("bias");
    TapScratch scratch =
        new TapScratch(
            variableWeights ? format.weightsFloats() : 0,
            variableWeights ? op.weightsShape().elements() : 0,
            variableBias ? format.biasFloats() : 0,
            tile,
            blockedDst ? 0 : (long) format.ocBlocks() * block * map.dst().area());
    Layout blocked = isa.layout();
    List<TensorDesc> asked = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      TensorDesc input = inputs.get(i);
      boolean image =
          i == 0 ? blockedSrc : blockedDst && op.inputs().get(i).name().equals("residual");
      asked.add(relaid(input, image ? blocked : Layout.PLAIN));
    }
    return plan.inputs(asked)
        .dsts(List.of(relaid(dst, blockedDst ? blocked : Layout.PLAIN)))
        .scratch(scratch::bytes)
        .build(
            SimdProvider.NAME + ":" + kind + ":" + isa.label(),
            new ErrorModel.Direct(op.products(), Functions.ulps(op.epilogue().activation())),
            operands -> new TapBody(op, format, scratch, blockedDst, images, isa, cuts, operands));
  }

  private static int tasks(Linear op, List<TensorDesc> inputs, int units) {
    long products = op.multiplyAdds(inputs);
    long wanted = Math.min(MOST_TASKS, products / TASK_PRODUCTS);
    return (int) Math.max(1, (wanted + units - 1) / Math.max(1, units));
  }

  /** Returns a descriptor of the same elements in this layout; an offered slice stays one. */
  static TensorDesc relaid(TensorDesc desc, Layout layout) {
    return desc.layout().equals(layout) ? desc : TensorDesc.of(desc.dtype(), desc.shape(), layout);
  }
}
