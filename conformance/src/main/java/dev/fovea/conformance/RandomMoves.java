package dev.fovea.conformance;

import dev.fovea.op.ChannelShuffle;
import dev.fovea.op.DepthToSpace;
import dev.fovea.op.Expand;
import dev.fovea.op.Gather;
import dev.fovea.op.GatherElements;
import dev.fovea.op.Op;
import dev.fovea.op.Pad;
import dev.fovea.op.SpaceToDepth;
import dev.fovea.op.Split;
import dev.fovea.op.Tile;
import dev.fovea.op.Transpose;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random problems of moving elements. */
final class RandomMoves {
  private RandomMoves() {}

  static Arbitrary<Problem> all(Arbitrary<Shape> shapes) {
    return Arbitraries.oneOf(
            transpose(shapes),
            expand(shapes),
            tile(shapes),
            split(shapes),
            gather(shapes),
            pad(shapes),
            blocks())
        .filter(Problem::isValid);
  }

  private static Problem of(Op op, Shape src) {
    return new Problem("random_moving", op, List.of(TensorDesc.of(src)));
  }

  private static Arbitrary<List<Integer>> numbers(int from, int to) {
    return RandomProblems.ints(from, to).list().ofSize(8);
  }

  private static Arbitrary<Problem> transpose(Arbitrary<Shape> shapes) {
    return Combinators.combine(shapes, RandomProblems.ints(0, 999))
        .as(
            (src, seed) -> {
              List<Integer> axes = new ArrayList<>();
              for (int axis = 0; axis < src.rank(); axis++) {
                axes.add(axis);
              }
              Collections.shuffle(axes, new Random(seed));
              return of(new Transpose(axes), src);
            });
  }

  private static Arbitrary<Problem> expand(Arbitrary<Shape> shapes) {
    return Combinators.combine(shapes, RandomProblems.ints(0, 15), RandomProblems.ints(0, 2))
        .as(
            (dst, ones, left) -> {
              Shape src = dst;
              for (int axis = 0; axis < src.rank(); axis++) {
                src = (ones >> axis & 1) == 1 ? src.with(axis, 1) : src;
              }
              int[] dims = src.dims();
              int from = Math.min(left, dims.length - 1);
              int[] last = Arrays.copyOfRange(dims, from, dims.length);
              return of(new Expand(dst), Shape.of(last));
            });
  }

  private static Arbitrary<Problem> tile(Arbitrary<Shape> shapes) {
    return Combinators.combine(shapes, numbers(1, 3))
        .as((src, repeats) -> of(new Tile(repeats.subList(0, src.rank())), src));
  }

  private static Arbitrary<Problem> split(Arbitrary<Shape> shapes) {
    return Combinators.combine(shapes, RandomProblems.ints(0, 3), numbers(1, 4))
        .as(
            (shape, axis, sizes) -> {
              int along = Math.min(axis, shape.rank() - 1);
              List<Integer> parts = sizes.subList(0, 1 + sizes.get(7) % 4);
              int sum = parts.stream().mapToInt(Integer::intValue).sum();
              return of(new Split(along, parts), shape.with(along, sum));
            });
  }

  private static Arbitrary<Problem> gather(Arbitrary<Shape> shapes) {
    return Combinators.combine(
            shapes, RandomProblems.ints(0, 3), RandomProblems.ints(1, 5), Arbitraries.of(0, 1, 2))
        .as(
            (src, axis, count, kind) -> {
              int along = Math.min(axis, src.rank() - 1);
              Shape indices =
                  switch (kind) {
                    case 0 -> src.with(along, count);
                    case 1 -> Shape.of(count);
                    default -> Shape.of(2, count);
                  };
              return new Problem(
                  "random_moving",
                  kind == 0 ? new GatherElements(along) : new Gather(along),
                  List.of(TensorDesc.of(src), TensorDesc.of(DType.INT64, indices)));
            });
  }

  private static Arbitrary<Problem> pad(Arbitrary<Shape> shapes) {
    return Combinators.combine(shapes, numbers(0, 4), Arbitraries.of(Pad.Mode.class))
        .as(
            (src, pads, mode) -> {
              int rank = src.rank();
              Pad op = new Pad(pads.subList(0, rank), pads.subList(4, 4 + rank), mode, 0.5);
              return of(op, src);
            });
  }

  private static Arbitrary<Problem> blocks() {
    return Combinators.combine(numbers(1, 4), RandomProblems.ints(1, 3), Arbitraries.of(0, 1, 2, 3))
        .as(
            (sizes, b, kind) -> {
              int n = sizes.get(0);
              int c = sizes.get(1);
              int h = sizes.get(2);
              int w = sizes.get(3);
              return switch (kind) {
                case 0 -> of(new SpaceToDepth(b), Shape.of(n, c, h * b, w * b));
                case 1 -> of(new ChannelShuffle(b), Shape.of(n, c * b, h, w));
                case 2 ->
                    of(
                        new DepthToSpace(b, DepthToSpace.Order.DEPTH_FIRST),
                        Shape.of(n, c * b * b, h, w));
                default ->
                    of(
                        new DepthToSpace(b, DepthToSpace.Order.COLUMN_FIRST),
                        Shape.of(n, c * b * b, h, w));
              };
            });
  }
}
