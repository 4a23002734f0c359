package dev.fovea.backend.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.ChannelShuffle;
import dev.fovea.op.DepthToSpace;
import dev.fovea.op.Expand;
import dev.fovea.op.Gather;
import dev.fovea.op.GatherElements;
import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Pad;
import dev.fovea.op.Range;
import dev.fovea.op.ShapeOf;
import dev.fovea.op.SizeOf;
import dev.fovea.op.SpaceToDepth;
import dev.fovea.op.Split;
import dev.fovea.op.Tile;
import dev.fovea.op.Transpose;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Operators that move elements, by hand. */
class MovingReferenceTest {
  private final Backend backend = new ReferenceProvider().open(BackendOptions.DEFAULT);

  private List<Tensor> run(Op op, Tensor... inputs) {
    List<TensorDesc> descs = Stream.of(inputs).map(Tensor::desc).toList();
    Plan plan = op.planOn(backend, descs, PlanOptions.named("n"));
    List<Tensor> dsts = plan.dsts().stream().map(Tensor::allocate).toList();
    try (Kernel kernel = plan.build(Map.of());
        Tensor scratch = Tensor.allocate(TensorDesc.of(0))) {
      kernel.run(List.of(inputs), dsts, scratch, Workers.single());
    }
    return dsts;
  }

  private float[] floats(Op op, Tensor... inputs) {
    return run(op, inputs).get(0).toFloats();
  }

  /** 0, 1, 2, ... */
  private static Tensor counting(int... dims) {
    float[] values = new float[(int) Shape.of(dims).elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    return Tensor.of(Shape.of(dims), values);
  }

  @Test
  void axesAndParts() {
    assertThat(floats(Transpose.of(1, 0), counting(2, 3))).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(floats(Transpose.of(1, 2, 0), counting(2, 1, 2))).containsExactly(0, 2, 1, 3);
    List<Tensor> parts = run(new Split(1, List.of(1, 2)), counting(2, 3));
    assertThat(parts.get(0).toFloats()).containsExactly(0, 3);
    assertThat(parts.get(1).toFloats()).containsExactly(1, 2, 4, 5);
  }

  @Test
  void repetitions() {
    assertThat(floats(new Expand(Shape.of(2, 2, 2)), counting(2, 1)))
        .containsExactly(0, 0, 1, 1, 0, 0, 1, 1);
    assertThat(floats(new Tile(List.of(2, 2)), counting(1, 2)))
        .containsExactly(0, 1, 0, 1, 0, 1, 0, 1);
  }

  @Test
  void blocksAndGroups() {
    DepthToSpace.Order first = DepthToSpace.Order.DEPTH_FIRST;
    DepthToSpace.Order column = DepthToSpace.Order.COLUMN_FIRST;
    Tensor deep = counting(1, 8, 1, 1);
    assertThat(floats(new DepthToSpace(2, first), deep)).containsExactly(0, 2, 4, 6, 1, 3, 5, 7);
    assertThat(floats(new DepthToSpace(2, column), deep)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(floats(new SpaceToDepth(2), counting(1, 2, 2, 2)))
        .containsExactly(0, 4, 1, 5, 2, 6, 3, 7);
    assertThat(floats(new ChannelShuffle(2), counting(1, 6))).containsExactly(0, 3, 1, 4, 2, 5);
  }

  @Test
  void numbers() {
    Tensor picks = Tensor.ofLongs(Shape.of(3), 2, 0, -1);
    assertThat(floats(new Gather(0), counting(3, 2), picks)).containsExactly(4, 5, 0, 1, 4, 5);
    Tensor each = Tensor.ofLongs(Shape.of(2, 1), 1, -3);
    assertThat(floats(new GatherElements(1), counting(2, 3), each)).containsExactly(1, 3);
    Tensor outside = Tensor.ofLongs(Shape.of(1), 3);
    assertThatThrownBy(() -> run(new Gather(0), counting(3, 2), outside))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Gather[n]: index is 3; expected -3 to 2");
  }

  @Test
  void surroundings() {
    List<Integer> one = List.of(2);
    assertThat(floats(new Pad(one, one, Pad.Mode.REFLECT, 0), counting(3)))
        .containsExactly(2, 1, 0, 1, 2, 1, 0);
    assertThat(floats(new Pad(one, one, Pad.Mode.EDGE, 0), counting(3)))
        .containsExactly(0, 0, 0, 1, 2, 2, 2);
    assertThat(floats(new Pad(one, one, Pad.Mode.WRAP, 0), counting(3)))
        .containsExactly(1, 2, 0, 1, 2, 0, 1);
    assertThat(run(new Pad(one, one, 7), Tensor.ofLongs(Shape.of(1), 1)).get(0).toLongs())
        .containsExactly(7, 7, 1, 7, 7);
  }

  @Test
  void shapesAndRanges() {
    assertThat(run(new ShapeOf(-2, 9), counting(2, 3, 4)).get(0).toLongs()).containsExactly(3, 4);
    assertThat(run(new SizeOf(), counting(2, 3, 4)).get(0).toLongs()).containsExactly(24);
    Tensor start = Tensor.of(Shape.of(), 1);
    assertThat(floats(new Range(3), start, Tensor.of(Shape.of(), -0.5f)))
        .containsExactly(1, 0.5f, 0);
    Tensor five = Tensor.ofLongs(Shape.of(), 5);
    assertThat(run(new Range(2), five, five).get(0).toLongs()).containsExactly(5, 10);
  }
}
