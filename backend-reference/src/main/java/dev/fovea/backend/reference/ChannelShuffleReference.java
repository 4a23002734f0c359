package dev.fovea.backend.reference;

import dev.fovea.op.ChannelShuffle;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** {@link ChannelShuffle}: element after element of dst; channel k G + g is src's g K + k. */
final class ChannelShuffleReference implements KernelBody {
  private final ChannelShuffle op;

  private ChannelShuffleReference(ChannelShuffle op) {
    this.op = op;
  }

  static Plan plan(ChannelShuffle op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:channel_shuffle:direct",
            ErrorModel.exact(),
            operands -> new ChannelShuffleReference(op));
  }

  @Override
  public void run(Call call) {
    Tensor src = call.srcs().get(0);
    Tensor dst = call.dsts().get(0);
    int inGroup = src.shape().dim(1) / op.groups();
    for (int i = 0; i < dst.shape().elements(); i++) {
      int[] place = Places.of(dst.shape(), i);
      int k = place[1] / op.groups();
      int g = place[1] % op.groups();
      place[1] = g * inGroup + k;
      Places.copy(src, Places.element(src.shape(), place), dst, i);
    }
  }
}
