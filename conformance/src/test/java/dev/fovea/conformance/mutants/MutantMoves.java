package dev.fovea.conformance.mutants;

import dev.fovea.op.ChannelShuffle;
import dev.fovea.op.DepthToSpace;
import dev.fovea.op.Gather;
import dev.fovea.op.GatherElements;
import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Pad;
import dev.fovea.op.Reorder;
import dev.fovea.op.ShapeOf;
import dev.fovea.op.Split;
import dev.fovea.op.Tile;
import dev.fovea.op.Transpose;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Call;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** Operators that move elements; each mutant takes some from the wrong place. */
final class MutantMoves {
  private MutantMoves() {}

  /** Where element {@code i} of an output comes from. */
  private interface Source {
    int of(Shape src, Shape dst, int i);
  }

  /** Returns the reference's plan, or the broken one if the mutant breaks this operator. */
  static Plan plan(
      Mutant mutant, Backend reference, Op op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.Builder plan = Plan.of(op, inputs, options);
    KernelBody body =
        switch (mutant) {
          case TRANSPOSE_INVERTED -> op instanceof Transpose t ? move(inverted(t)) : null;
          case EXPAND_REPEATS_FROM_ITS_START ->
              op.type().equals("Expand") ? move((src, dst, i) -> i % (int) src.elements()) : null;
          case TILE_REPEATS_ELEMENTS ->
              op instanceof Tile tile && tile.repeats().get(0) == 1 ? move(stretched()) : null;
          case SPLIT_ALWAYS_EQUAL -> op instanceof Split split ? equalParts(split) : null;
          case BLOCKS_OF_CHANNELS ->
              op.type().equals("SpaceToDepth") ? move(MutantMoves::columnFirst) : null;
          case RANGE_ADDS_UP -> op.type().equals("Range") ? MutantMoves::addUp : null;
          default -> null;
        };
    return body == null
        ? changed(mutant, op).planOn(reference, inputs, options)
        : plan.build("reference:" + op.type() + ":mutant", ErrorModel.exact(), operands -> body);
  }

  /** Another record of as many elements is the fault of some. */
  private static Op changed(Mutant mutant, Op op) {
    return switch (mutant) {
      case DEPTH_ALWAYS_FIRST ->
          op instanceof DepthToSpace d
              ? new DepthToSpace(d.blockSize(), DepthToSpace.Order.DEPTH_FIRST)
              : op;
      case EDGE_MIRRORED ->
          op instanceof Pad pad && pad.mode() == Pad.Mode.EDGE
              ? new Pad(pad.begins(), pad.ends(), Pad.Mode.REFLECT, 0)
              : op;
      case SHAPE_FROM_THE_FIRST_AXIS ->
          op instanceof ShapeOf shape && shape.start() == 1 ? new ShapeOf(0, 2) : op;
      default -> op;
    };
  }

  /** Shuffles back: groups and channels of a group change their parts. */
  static Plan shuffledBack(
      Backend reference, ChannelShuffle op, List<TensorDesc> inputs, PlanOptions options) {
    Plan.of(op, inputs, options);
    ChannelShuffle back = new ChannelShuffle(inputs.get(0).shape().dim(1) / op.groups());
    return reference.channelShuffle(back, inputs, options);
  }

  /** Writes the channels there are, and no lane beside them. */
  static Plan withoutPadding(Reorder op, List<TensorDesc> inputs, PlanOptions options) {
    TensorDesc src = inputs.get(0);
    return Plan.of(op, inputs, options)
        .inputs(inputs)
        .dsts(List.of(TensorDesc.of(src.dtype(), src.shape(), op.layout())))
        .build(
            "reference:mutant",
            ErrorModel.exact(),
            operands -> call -> copyChannels(call.srcs().get(0), call.dsts().get(0)));
  }

  private static void copyChannels(Tensor src, Tensor dst) {
    Shape shape = src.shape();
    for (int i = 0; i < shape.elements(); i++) {
      int w = i % shape.dim(3);
      int h = i / shape.dim(3) % shape.dim(2);
      int c = i / shape.dim(3) / shape.dim(2) % shape.dim(1);
      int n = i / shape.dim(3) / shape.dim(2) / shape.dim(1);
      float value = src.floats().get(src.desc().offset(n, c, h, w));
      dst.floats().put(dst.desc().offset(n, c, h, w), value);
    }
  }

  /** Picks by number, and takes some numbers for 0 which are not. */
  static Plan picking(Mutant mutant, Op op, List<TensorDesc> inputs, PlanOptions options) {
    return Plan.of(op, inputs, options)
        .build(
            "reference:" + op.type() + ":mutant",
            ErrorModel.exact(),
            operands -> call -> pick(mutant, op, options.node(), call));
  }

  private static void pick(Mutant mutant, Op op, String node, Call call) {
    Tensor src = call.srcs().get(0);
    Tensor indices = call.srcs().get(1);
    Tensor dst = call.dsts().get(0);
    Shape shape = src.shape();
    int axis = op instanceof Gather gather ? gather.axis() : ((GatherElements) op).axis();
    int extent = shape.dim(axis);
    int inner = (int) shape.elements(axis + 1, shape.rank());
    int picked = (int) indices.shape().elements();
    for (int i = 0; i < dst.shape().elements(); i++) {
      boolean each = op instanceof GatherElements;
      int at = indices.desc().position(each ? i : i / inner % picked);
      long index = indices.longs().get(at);
      boolean outside = index < -extent || index >= extent;
      if (outside && mutant != Mutant.OUTSIDE_INDEX_IS_FIRST) {
        String problem = "index is " + index + "; expected " + -extent + " to " + (extent - 1);
        throw new OperatorException(op.type(), node, problem, null);
      }
      boolean first = outside || (index < 0 && mutant != Mutant.OUTSIDE_INDEX_IS_FIRST);
      int inside = first ? 0 : (int) Math.floorMod(index, (long) extent);
      int from = 0;
      if (each) {
        for (int k = 0; k < shape.rank(); k++) {
          from = from * shape.dim(k) + (k == axis ? inside : index(dst.shape(), i, k));
        }
      } else {
        from = (i / inner / picked * extent + inside) * inner + i % inner;
      }
      copy(src, from, dst, i);
    }
  }

  private static KernelBody move(Source source) {
    return call -> {
      Tensor src = call.srcs().get(0);
      Tensor dst = call.dsts().get(0);
      for (int i = 0; i < dst.shape().elements(); i++) {
        copy(src, source.of(src.shape(), dst.shape(), i), dst, i);
      }
    };
  }

  private static void copy(Tensor src, int from, Tensor dst, int to) {
    int at = src.desc().position(from);
    int place = dst.desc().position(to);
    if (dst.desc().dtype() == DType.INT64) {
      dst.longs().put(place, src.longs().get(at));
    } else {
      dst.floats().put(place, src.floats().get(at));
    }
  }

  private static int index(Shape shape, int i, int axis) {
    return (int) (i / shape.elements(axis + 1, shape.rank())) % shape.dim(axis);
  }

  private static Source inverted(Transpose op) {
    return (src, dst, i) -> {
      int element = 0;
      for (int axis = 0; axis < src.rank(); axis++) {
        int index = index(dst, i, op.permutation().get(axis));
        element = element * src.dim(axis) + index % src.dim(axis);
      }
      return element;
    };
  }

  private static Source stretched() {
    return (src, dst, i) -> {
      int element = 0;
      for (int axis = 0; axis < src.rank(); axis++) {
        int repeats = dst.dim(axis) / src.dim(axis);
        element = element * src.dim(axis) + index(dst, i, axis) / repeats;
      }
      return element;
    };
  }

  private static int columnFirst(Shape src, Shape dst, int i) {
    int b = src.dim(2) / dst.dim(2);
    int channel = index(dst, i, 1);
    int h = index(dst, i, 2) * b + channel / b % b;
    int w = index(dst, i, 3) * b + channel % b;
    int c = channel / b / b;
    return ((index(dst, i, 0) * src.dim(1) + c) * src.dim(2) + h) * src.dim(3) + w;
  }

  private static KernelBody equalParts(Split op) {
    return call -> {
      Tensor src = call.srcs().get(0);
      for (int part = 0; part < op.sizes().size(); part++) {
        Tensor dst = call.dsts().get(part);
        for (int i = 0; i < dst.shape().elements(); i++) {
          int element = 0;
          for (int axis = 0; axis < src.shape().rank(); axis++) {
            int extent = src.shape().dim(axis);
            int first = axis == op.axis() ? part * (extent / op.sizes().size()) : 0;
            element = element * extent + (first + index(dst.shape(), i, axis)) % extent;
          }
          copy(src, element, dst, i);
        }
      }
    };
  }

  private static void addUp(Call call) {
    Tensor dst = call.dsts().get(0);
    if (dst.desc().dtype() == DType.INT64) {
      long next = call.srcs().get(0).longs().get(0);
      for (int i = 0; i < dst.shape().dim(0); i++) {
        dst.longs().put(i, next);
        next += call.srcs().get(1).longs().get(0);
      }
      return;
    }
    float next = call.srcs().get(0).floats().get(0);
    for (int i = 0; i < dst.shape().dim(0); i++) {
      dst.floats().put(i, next);
      next += call.srcs().get(1).floats().get(0);
    }
  }
}
