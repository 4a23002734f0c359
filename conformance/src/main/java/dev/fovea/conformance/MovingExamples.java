package dev.fovea.conformance;

import dev.fovea.conformance.Examples.Example;
import dev.fovea.op.ChannelShuffle;
import dev.fovea.op.DepthToSpace;
import dev.fovea.op.Expand;
import dev.fovea.op.Gather;
import dev.fovea.op.GatherElements;
import dev.fovea.op.Op;
import dev.fovea.op.Pad;
import dev.fovea.op.Range;
import dev.fovea.op.ShapeOf;
import dev.fovea.op.SpaceToDepth;
import dev.fovea.op.Split;
import dev.fovea.op.Tile;
import dev.fovea.op.Transpose;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** One problem for each operator that moves elements or looks at shapes. */
final class MovingExamples {
  private MovingExamples() {}

  static List<Example> all() {
    List<Integer> none = List.of(0, 0, 0, 0);
    return List.of(
        batched("transpose", Transpose.of(0, 2, 3, 1), 5, 9, 11),
        batched("expand", new Expand(Shape.of(1, 9, 1)), 5, 1, 11),
        batched("tile", new Tile(List.of(1, 2, 1, 3)), 5, 3, 7),
        batched("depth_to_space", new DepthToSpace(2, DepthToSpace.Order.DEPTH_FIRST), 8, 5, 7),
        batched("space_to_depth", new SpaceToDepth(2), 3, 6, 8),
        batched("channel_shuffle", new ChannelShuffle(3), 6, 5, 7),
        batched("pad reflect", new Pad(none, List.of(0, 0, 3, 1), Pad.Mode.REFLECT, 0), 5, 9, 11),
        new Example("gather", true, n -> indexed("gather", new Gather(2), n, Shape.of(4))),
        // Several outputs, or indices, have a batch of their own.
        once("split", new Split(1, List.of(2, 3)), TensorDesc.of(2, 5, 9, 11)),
        new Example(
            "gather_elements",
            false,
            n -> indexed("gather_elements", new GatherElements(2), 2, Shape.of(2, 5, 3, 11))),
        once("shape_of", ShapeOf.all(), TensorDesc.of(2, 5, 9, 11)),
        once("range", new Range(40), TensorDesc.of(), TensorDesc.of()));
  }

  private static Example batched(String name, Op op, int c, int h, int w) {
    return new Example(name, true, n -> new Problem(name, op, List.of(TensorDesc.of(n, c, h, w))));
  }

  private static Example once(String name, Op op, TensorDesc... inputs) {
    return new Example(name, false, n -> new Problem(name, op, List.of(inputs)));
  }

  private static Problem indexed(String name, Op op, int n, Shape indices) {
    return new Problem(
        name, op, List.of(TensorDesc.of(n, 5, 9, 11), TensorDesc.of(DType.INT64, indices)));
  }
}
