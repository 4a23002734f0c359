package dev.fovea.backend.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Conv2d;
import dev.fovea.op.DeformConv2d;
import dev.fovea.op.Op;
import dev.fovea.op.Padding;
import dev.fovea.op.Port;
import dev.fovea.op.Resize;
import dev.fovea.op.Resize.Axis;
import dev.fovea.op.Resize.Coordinates;
import dev.fovea.op.Resize.Fit;
import dev.fovea.op.Resize.Size;
import dev.fovea.op.Sampling;
import dev.fovea.op.Window2d;
import dev.fovea.spi.Kernel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Resizes and deformable convolutions worked out by hand, and what they equal. */
class SamplingReferenceTest {
  private static final Tensor SQUARE = Tensor.of(Shape.of(1, 1, 2, 2), 1, 2, 3, 4);

  private static float[] run(Op op, Tensor... inputs) {
    String[] parameters =
        op.inputs().stream().filter(Port::isParameter).map(Port::name).toArray(String[]::new);
    List<TensorDesc> descs = Stream.of(inputs).map(Tensor::desc).toList();
    Plan plan = op.planOn(new ReferenceBackend(), descs, PlanOptions.DEFAULT.variable(parameters));
    try (Kernel kernel = plan.build(Map.of());
        Tensor dst = Tensor.allocate(plan.dsts().get(0));
        Tensor scratch = Tensor.allocate(TensorDesc.of(1))) {
      kernel.run(List.of(inputs), List.of(dst), scratch, Workers.single());
      return dst.toFloats();
    }
  }

  @Test
  void bilinearWeighsFourNeighbours() {
    Resize op =
        Resize.of(
            Sampling.Linear.PLAIN,
            Coordinates.ALIGN_CORNERS,
            new Axis(2, new Size(3)),
            new Axis(3, new Size(3)));
    assertThat(run(op, SQUARE)).containsExactly(1, 1.5f, 2, 2, 2.5f, 3, 3, 3.5f, 4);
  }

  @Test
  void whatACropDoesNotFindIsExtrapolated() {
    Resize op =
        new Resize(
            List.of(new Axis(2, new Size(2), 0, 2), new Axis(3, new Size(1))),
            Fit.STRETCH,
            new Sampling.Nearest(Sampling.Rounding.HALF_DOWN),
            Coordinates.CROP,
            -7);
    assertThat(run(op, SQUARE)).containsExactly(1, -7);
  }

  @Test
  void offsetsMoveTapsBetweenTheValues() {
    DeformConv2d op = DeformConv2d.of(1, 1, Window2d.of(1)).bias(false);
    Tensor one = Tensor.of(Shape.of(1, 1, 1, 1), 2);
    // Half a row down, a quarter of a column right; outside there is zero.
    Tensor offset = Tensor.of(Shape.of(1, 2, 2, 2), 0.5f, 0.5f, 0.5f, -2, 0.25f, 0.25f, -0.25f, 0);
    assertThat(run(op, SQUARE, one, offset)).containsExactly(4.5f, 4.5f, 2.25f, 0);
    Tensor mask = Tensor.of(Shape.of(1, 1, 2, 2), 1, 0, 0.5f, 1);
    assertThat(run(op.mask(true), SQUARE, one, offset, mask)).containsExactly(4.5f, 0, 1.125f, 0);
  }

  @Test
  void withoutOffsetsItIsAConvolutionAndWholeOnesShiftIt() {
    Tensor src = counting(1, 2, 5, 6);
    Tensor weights = counting(2, 2, 3, 3);
    DeformConv2d op = DeformConv2d.of(2, 2, Window2d.of(3)).bias(false);
    Tensor none = Tensor.allocate(TensorDesc.of(1, 18, 3, 4));
    Conv2d plain = Conv2d.of(2, 2, Window2d.of(3)).bias(false);
    assertThat(run(op, src, weights, none)).containsExactly(run(plain, src, weights));
    float[] right = new float[18 * 12];
    IntStream.range(0, right.length).forEach(i -> right[i] = i / 12 % 2);
    Conv2d padded = Conv2d.of(2, 2, Window2d.of(3).pad(Padding.of(0, 0, 0, 1))).bias(false);
    float[] wide = run(padded, src, weights);
    float[] shifted = run(op, src, weights, Tensor.of(Shape.of(1, 18, 3, 4), right));
    for (int i = 0; i < shifted.length; i++) {
      assertThat(shifted[i]).isEqualTo(wide[i / 4 * 5 + i % 4 + 1]);
    }
  }

  private static Tensor counting(int... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[(int) shape.elements()];
    IntStream.range(0, values.length).forEach(i -> values[i] = i + 1);
    return Tensor.of(shape, values);
  }
}
