package dev.fovea.conformance;

import dev.fovea.op.ChannelShuffle;
import dev.fovea.op.DepthToSpace;
import dev.fovea.op.DepthToSpace.Order;
import dev.fovea.op.SpaceToDepth;
import dev.fovea.op.Transpose;
import java.util.List;

/**
 * What {@link Transpose}, {@link DepthToSpace}, {@link SpaceToDepth} and {@link ChannelShuffle}
 * must do.
 */
final class PermutationContract {
  private PermutationContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "transpose_01_any_order",
            "Axis i of dst is axis permutation[i] of src.",
            "The permutation tells where from, not where to: an order and its inverse differ.",
            List.of(
                Moves.floats(Transpose.of(1, 2, 0), "2x3x4"),
                Moves.floats(Transpose.of(0, 2, 3, 1), "2x3x5x7"),
                Moves.floats(Transpose.of(0, 3, 1, 2), "2x5x7x3"),
                Moves.floats(Transpose.of(3, 0, 4, 1, 2), "2x3x1x4x5"))),
        new Rule(
            "transpose_02_two_axes",
            "Two axes may change places, or none.",
            "Tiles must not reach beyond the edge; sizes around 32 are there for them.",
            List.of(
                Moves.floats(Transpose.of(1, 0), "31x33"),
                Moves.floats(Transpose.of(1, 0), "64x3"),
                Moves.floats(Transpose.of(0, 2, 1), "2x65x130"),
                Moves.floats(Transpose.of(0, 2, 1, 3), "2x3x4x37"),
                Moves.floats(Transpose.of(2, 1, 0), "3x4x5"),
                Moves.floats(Transpose.of(0, 1), "4x5"),
                Moves.floats(Transpose.of(0), "7"),
                Moves.longs(Transpose.of(1, 0), "33x35"))),
        new Rule(
            "transpose_03_slices",
            "src and dst may be channel slices.",
            "Images lie image stride elements apart, also where images are no longer the first axis.",
            List.of(
                Moves.inSlices(Transpose.of(0, 2, 1), "3x4x5"),
                Moves.inSlices(Transpose.of(1, 0, 2), "3x4x5"),
                Moves.inSlices(Transpose.of(1, 0), "33x34"),
                Moves.inSlices(Transpose.of(2, 1, 0), "3x4x5"))),
        new Rule(
            "depth_to_space_01_depth_first",
            "Channel (y b + x) D + d goes to row y, column x of the blocks of channel d.",
            "This is ONNX's mode DCR.",
            List.of(
                Moves.floats(new DepthToSpace(2, Order.DEPTH_FIRST), "2x12x3x5"),
                Moves.floats(new DepthToSpace(3, Order.DEPTH_FIRST), "1x18x2x2"),
                Moves.floats(new DepthToSpace(1, Order.DEPTH_FIRST), "1x2x3x4"),
                Moves.longs(new DepthToSpace(2, Order.DEPTH_FIRST), "1x8x2x3"))),
        new Rule(
            "depth_to_space_02_column_first",
            "Channel (d b + y) b + x goes to row y, column x of the blocks of channel d.",
            "This is ONNX's mode CRD, PyTorch's pixel shuffle.",
            List.of(
                Moves.floats(new DepthToSpace(2, Order.COLUMN_FIRST), "2x12x3x5"),
                Moves.floats(new DepthToSpace(3, Order.COLUMN_FIRST), "1x18x2x2"))),
        new Rule(
            "depth_to_space_03_slices",
            "src and dst may be channel slices.",
            "Images lie image stride elements apart.",
            List.of(
                Moves.inSlices(new DepthToSpace(2, Order.DEPTH_FIRST), "2x8x3x3"),
                Moves.inSlices(new DepthToSpace(2, Order.DEPTH_FIRST), "3x4x2x5"))),
        new Rule(
            "space_to_depth_01_blocks",
            "Row y, column x of a block of channel c goes to channel (y b + x) C + c.",
            "All channels of one place in the block lie together.",
            List.of(
                Moves.floats(new SpaceToDepth(2), "2x3x4x6"),
                Moves.floats(new SpaceToDepth(3), "1x2x3x9"),
                Moves.floats(new SpaceToDepth(1), "1x2x3x4"),
                Moves.longs(new SpaceToDepth(2), "1x2x4x2"))),
        new Rule(
            "space_to_depth_02_slices",
            "src and dst may be channel slices.",
            "Images lie image stride elements apart.",
            List.of(Moves.inSlices(new SpaceToDepth(2), "3x1x4x6"))),
        new Rule(
            "channel_shuffle_01_groups",
            "Channel g K + k of src is channel k G + g of dst, with G groups of K channels.",
            "Reshape to groups, transpose groups and channels, reshape: not the other way round.",
            List.of(
                Moves.floats(new ChannelShuffle(3), "2x12x3x5"),
                Moves.floats(new ChannelShuffle(2), "1x10x1x1"),
                Moves.floats(new ChannelShuffle(4), "3x8"),
                Moves.longs(new ChannelShuffle(2), "1x6x2x3"))),
        new Rule(
            "channel_shuffle_02_slices",
            "src and dst may be channel slices.",
            "Images lie image stride elements apart.",
            List.of(Moves.inSlices(new ChannelShuffle(2), "3x4x3x5"))));
  }
}
