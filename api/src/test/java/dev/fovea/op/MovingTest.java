package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The operators that move elements, and those that look at shapes. */
class MovingTest {
  private static final Shape IMAGE = Shape.of(2, 12, 6, 8);

  private static List<TensorDesc> indexed(Shape src, int... indices) {
    return List.of(TensorDesc.of(src), TensorDesc.of(DType.INT64, Shape.of(indices)));
  }

  private static void refused(Op op, List<TensorDesc> inputs, String message) {
    assertThatThrownBy(() -> op.infer(inputs))
        .isInstanceOf(OperatorException.class)
        .hasMessageContaining(message);
  }

  @Test
  void elementTypesAreKept() {
    List<Op> ops =
        List.of(
            new Split(1, List.of(12)),
            Transpose.of(0, 1, 2, 3),
            new Expand(Shape.of(1)),
            new Tile(List.of(1, 1, 1, 1)),
            new DepthToSpace(2, DepthToSpace.Order.DEPTH_FIRST),
            new SpaceToDepth(2),
            new ChannelShuffle(3));
    for (Op op : ops) {
      for (DType dtype : List.of(DType.FLOAT32, DType.INT64)) {
        List<TensorDesc> src = List.of(TensorDesc.of(dtype, IMAGE));
        assertThat(op.infer(src).get(0).dtype()).as(op.type()).isEqualTo(dtype);
        assertThat(op.multiplyAdds(src) + op.parameterCount()).isZero();
      }
      refused(op, List.of(), "0 inputs given; expected 1: [src]");
    }
  }

  @Test
  void split() {
    Split op = new Split(1, List.of(3, 0, 9));
    assertThat(op.infer(Inputs.of(IMAGE)))
        .extracting(TensorDesc::shape)
        .containsExactly(Shape.of(2, 3, 6, 8), Shape.of(2, 0, 6, 8), Shape.of(2, 9, 6, 8));
    refused(op, Inputs.of(Shape.of(2, 11)), "sizes [3, 0, 9] add up to 12; expected 11");
    refused(op, Inputs.of(Shape.of(12)), "axis is 1; expected less than the rank of [12]");
    assertThatThrownBy(() -> new Split(0, List.of())).hasMessageContaining("at least one");
    assertThatThrownBy(() -> new Split(0, List.of(-1, 2))).hasMessageContaining("of 0 or more");
    assertThatThrownBy(() -> new Split(-1, List.of(1))).hasMessageContaining("axis is -1");
  }

  @Test
  void equalPartsMayLeaveTheLastOneSmaller() {
    assertThat(Split.equal(0, 6, 3).sizes()).containsExactly(2, 2, 2);
    assertThat(Split.equal(0, 7, 3).sizes()).containsExactly(3, 3, 1);
    assertThat(Split.equal(0, 0, 2).sizes()).containsExactly(0, 0);
    assertThatThrownBy(() -> Split.equal(2, 5, 4))
        .isInstanceOf(OperatorException.class)
        .hasMessage(
            "Split: 4 parts of 2 asked for along axis 2 of extent 5; expected as many as fit");
    assertThatThrownBy(() -> Split.equal(0, 5, 0)).hasMessageContaining("parts are 0");
  }

  @Test
  void transpose() {
    Transpose op = Transpose.of(0, 2, 3, 1);
    assertThat(Inputs.infer(op, IMAGE)).isEqualTo(Shape.of(2, 6, 8, 12));
    assertThat(op.keepsOrder(IMAGE)).isFalse();
    assertThat(op.keepsOrder(Shape.of(2, 1, 6, 8))).isTrue();
    assertThat(op.keepsOrder(Shape.of(2, 12, 1, 1))).isTrue();
    refused(op, Inputs.of(Shape.of(2, 3)), "expected rank 4 for permutation [0, 2, 3, 1]");
    assertThatThrownBy(() -> Transpose.of(0, 0))
        .hasMessageContaining("every axis from 0 to 1 once");
    assertThatThrownBy(() -> Transpose.of(1)).hasMessageContaining("permutation is [1]");
    assertThat(op.receptiveFieldStep(Inputs.of(IMAGE)))
        .isEqualTo(ReceptiveField.Step.whole(new Size2d(6, 8)));
    assertThat(Transpose.of(1, 0, 2, 3).receptiveFieldStep(Inputs.of(IMAGE)))
        .isEqualTo(ReceptiveField.Step.POINTWISE);
  }

  @Test
  void repetitions() {
    assertThat(Inputs.infer(new Expand(Shape.of(5, 1, 3)), Shape.of(4, 1)))
        .isEqualTo(Shape.of(5, 4, 3));
    refused(new Expand(Shape.of(2)), Inputs.of(Shape.of(3)), "expected shapes that broadcast");
    assertThat(Inputs.infer(new Tile(List.of(2, 0, 3)), Shape.of(3, 4, 5)))
        .isEqualTo(Shape.of(6, 0, 15));
    refused(new Tile(List.of(2)), Inputs.of(Shape.of(3, 4)), "expected rank 1 for repeats [2]");
    refused(
        new Tile(List.of(1 << 20)),
        Inputs.of(Shape.of(1 << 20)),
        "output would be [1099511627776]");
    assertThatThrownBy(() -> new Tile(List.of(-1))).hasMessageContaining("expected 0 or more");
    assertThat(new Tile(List.of(1, 1, 2, 1)).receptiveFieldStep(Inputs.of(IMAGE)))
        .isEqualTo(ReceptiveField.Step.whole(new Size2d(6, 8)));
  }

  @Test
  void gathered() {
    Shape src = Shape.of(2, 3, 4);
    assertThat(new Gather(1).infer(indexed(src, 5, 6))).containsExactly(TensorDesc.of(2, 5, 6, 4));
    assertThat(new Gather(0).infer(indexed(src))).containsExactly(TensorDesc.of(3, 4));
    refused(new Gather(3), indexed(src, 1), "axis is 3; expected less than the rank of [2,3,4]");
    refused(new Gather(0), Inputs.of(src, Shape.of(1)), "indices is float32; expected int64");
    assertThat(new GatherElements(2).infer(indexed(src, 1, 3, 9)))
        .containsExactly(TensorDesc.of(1, 3, 9));
    refused(new GatherElements(2), indexed(src, 3, 3, 4), "no larger extents but along axis 2");
    refused(new GatherElements(2), indexed(src, 4), "expected the rank of [2,3,4]");
    assertThatThrownBy(() -> new Gather(-1)).hasMessageContaining("axis is -1");
    assertThatThrownBy(() -> new GatherElements(-1)).hasMessageContaining("axis is -1");
  }

  @Test
  void blocksAndGroups() {
    DepthToSpace wide = new DepthToSpace(2, DepthToSpace.Order.COLUMN_FIRST);
    assertThat(Inputs.infer(wide, IMAGE)).isEqualTo(Shape.of(2, 3, 12, 16));
    refused(wide, Inputs.of(Shape.of(1, 6, 1, 1)), "expected a multiple of 4 for block size 2");
    SpaceToDepth deep = new SpaceToDepth(2);
    assertThat(Inputs.infer(deep, IMAGE)).isEqualTo(Shape.of(2, 48, 3, 4));
    refused(deep, Inputs.of(Shape.of(1, 1, 3, 2)), "multiples of block size 2");
    int half = 1 << 30;
    refused(new SpaceToDepth(half), Inputs.of(Shape.of(0, half, 0, 0)), "output would be");
    refused(new DepthToSpace(half, DepthToSpace.Order.DEPTH_FIRST), Inputs.of(IMAGE), "multiple");
    ReceptiveField there = ReceptiveField.INPUT.then(deep.receptiveFieldStep(Inputs.of(IMAGE)));
    assertThat(there).isEqualTo(new ReceptiveField(2, 2, 2, 2, 0.5, 0.5));
    assertThat(there.then(wide.receptiveFieldStep(Inputs.of(IMAGE))))
        .isEqualTo(new ReceptiveField(2, 2, 1, 1, 0, 0));
    assertThat(Inputs.infer(new ChannelShuffle(4), IMAGE)).isEqualTo(IMAGE);
    refused(new ChannelShuffle(5), Inputs.of(IMAGE), "groups is 5; expected a divisor of 12");
    refused(new ChannelShuffle(1), Inputs.of(Shape.of(3)), "expected rank 2 or more");
    assertThatThrownBy(() -> new ChannelShuffle(0)).hasMessageContaining("groups is 0");
    assertThatThrownBy(() -> new SpaceToDepth(0)).hasMessageContaining("block size is 0");
  }

  @Test
  void shapesAreAnswered() {
    assertThat(ShapeOf.all().answer(IMAGE)).containsExactly(2, 12, 6, 8);
    assertThat(new ShapeOf(1, -1).answer(IMAGE)).containsExactly(12, 6);
    assertThat(new ShapeOf(-99, 1).answer(IMAGE)).containsExactly(2);
    assertThat(new ShapeOf(3, 2).answer(IMAGE)).isEmpty();
    assertThat(ShapeOf.all().infer(Inputs.of(Shape.of())))
        .containsExactly(TensorDesc.of(DType.INT64, Shape.of(0)));
    assertThat(new SizeOf().answer(IMAGE)).containsExactly(1152);
    assertThat(new SizeOf().infer(Inputs.of(IMAGE)))
        .containsExactly(TensorDesc.of(DType.INT64, Shape.of()));
  }

  @Test
  void rangesLeaveTheLimitOut() {
    assertThat(Range.between(1.0, 2.0, 0.25)).isEqualTo(new Range(4));
    assertThat(Range.between(1.0, 2.1, 0.25)).isEqualTo(new Range(5));
    assertThat(Range.between(2.0, 1.0, 1.0)).isEqualTo(new Range(0));
    assertThat(Range.between(10L, 6L, -3L)).isEqualTo(new Range(2));
    assertThat(Range.between(0L, 6L, 3L)).isEqualTo(new Range(2));
    assertThat(Range.between(6L, 6L, 3L)).isEqualTo(new Range(0));
    assertThat(Range.between(Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE))
        .isEqualTo(new Range(3));
    assertThat(Range.between(Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE))
        .isEqualTo(new Range(2));
    assertThatThrownBy(() -> Range.between(Long.MIN_VALUE, Long.MAX_VALUE, 1L))
        .isInstanceOf(OperatorException.class)
        .hasMessageContaining("expected less than 2^31 numbers");
    assertThatThrownBy(() -> Range.between(0.0, Double.POSITIVE_INFINITY, 1.0))
        .hasMessageContaining("expected less than 2^31 numbers");
    assertThatThrownBy(() -> Range.between(0L, 1L, 0L)).hasMessageContaining("delta is 0");
    assertThatThrownBy(() -> Range.between(0.0, Double.NaN, 1.0))
        .hasMessageContaining("expected less than 2^31 numbers");
    refused(
        new Range(2),
        List.of(TensorDesc.of(), TensorDesc.of(DType.INT64, Shape.of())),
        "delta is int64; expected float32 as start");
    refused(new Range(2), Inputs.of(Shape.of(1), Shape.of()), "start is [1]; expected []");
  }

  @Test
  void padsTakeFromInside() {
    List<Integer> three = List.of(3);
    Pad reflect = new Pad(three, three, Pad.Mode.REFLECT, 0);
    Pad wrap = new Pad(three, three, Pad.Mode.WRAP, 0);
    Pad edge = new Pad(three, three, Pad.Mode.EDGE, 0);
    Pad constant = new Pad(three, three, 0);
    int[][] expected = {{1, 2, 1, 0, 1, 2, 1, 0, 1}, {0, 1, 2, 0, 1, 2, 0, 1, 2}};
    for (int i = 0; i < 9; i++) {
      assertThat(reflect.source(0, i, 3)).as("reflect %d", i).isEqualTo(expected[0][i]);
      assertThat(wrap.source(0, i, 3)).as("wrap %d", i).isEqualTo(expected[1][i]);
      assertThat(edge.source(0, i, 3)).isEqualTo(Math.max(0, Math.min(2, i - 3)));
      assertThat(constant.source(0, i, 3)).isEqualTo(i < 3 || i > 5 ? -1 : i - 3);
      assertThat(reflect.source(0, i, 1)).isZero();
    }
    refused(edge, Inputs.of(Shape.of(0)), "axis 0 of [0] is empty");
    refused(
        new Pad(three, three, 0.5),
        List.of(TensorDesc.of(DType.INT64, Shape.of(1))),
        "value is 0.5; expected a whole number for int64");
  }
}
