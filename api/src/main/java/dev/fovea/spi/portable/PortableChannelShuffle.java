package dev.fovea.spi.portable;

import dev.fovea.op.ChannelShuffle;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.portable.CopyPlan.Walk;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/** {@link ChannelShuffle}: the places in a group around the groups, a map at a time. */
public final class PortableChannelShuffle {
  private PortableChannelShuffle() {}

  /** Plans the operator. */
  public static Plan plan(ChannelShuffle op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableMove.plan(
        op,
        inputs,
        options,
        "portable:channel_shuffle",
        dsts -> List.of(copy(op, inputs.get(0), dsts.get(0))));
  }

  private static CopyPlan copy(ChannelShuffle op, TensorDesc src, TensorDesc dst) {
    Shape shape = src.shape();
    long map = CopyPlan.step(shape, 1);
    int inGroup = shape.dim(1) / op.groups();
    List<Walk> walks = new ArrayList<>();
    walks.add(new Walk(shape.dim(0), CopyPlan.step(shape, 0)));
    walks.add(new Walk(inGroup, map));
    walks.add(new Walk(op.groups(), map * inGroup));
    walks.add(new Walk((int) map, 1));
    return CopyPlan.of(src, 0, dst, walks);
  }
}
