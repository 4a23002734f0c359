package dev.fovea.backend.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.op.GlobalLpPool;
import dev.fovea.op.GroupNorm;
import dev.fovea.op.LayerNorm;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.op.LogSoftmax;
import dev.fovea.op.LpPool2d;
import dev.fovea.op.MatMul;
import dev.fovea.op.Window2d;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Normalisations, products of matrices and pooling by norms, worked out by hand. */
class ReferenceStatisticsTest {

  private static Tensor vector(float... values) {
    return Tensor.of(Shape.of(values.length), values);
  }

  @Test
  void logSoftmaxOfEqualValuesIsTheLogarithmOfTheirShare() {
    Tensor src = Tensor.of(Shape.of(2, 2), 1000, 1000, 0, (float) Math.log(3));
    assertThat(OneRun.floats(LogSoftmax.along(1), src))
        .containsExactly(
            new float[] {
              (float) Math.log(0.5), (float) Math.log(0.5), (float) Math.log(0.25), -0.28768207f
            },
            within(1e-6f));
  }

  @Test
  void groupsShareMeanAndVariance() {
    // Of 1, 3, 5, 7 the mean is 4 and the variance 5; 4 more is 9.
    Tensor src = Tensor.of(Shape.of(1, 2, 2), 1, 3, 5, 7);
    Tensor scale = vector(3, 6);
    Tensor bias = vector(10, 20);
    assertThat(OneRun.floats(new GroupNorm(2, 1, 4), src, scale, bias))
        .containsExactly(7, 9, 22, 26);
    // Of 1, 3 and of 5, 7 each the deviation is 1.
    assertThat(OneRun.floats(GroupNorm.instance(2, 0), src, scale, bias))
        .containsExactly(7, 13, 14, 26);
  }

  @Test
  void layersTellTheirStatistics() {
    Tensor src = Tensor.of(Shape.of(2, 2), 1, 5, 10, 26);
    List<Tensor> outputs =
        OneRun.of(new LayerNorm(Shape.of(2), 0, true, true), src, vector(1, 10), vector(0, 3));
    assertThat(outputs.get(0).toFloats()).containsExactly(-1, 13, -1, 13);
    assertThat(outputs.get(1).toFloats()).containsExactly(3, 18);
    assertThat(outputs.get(2).toFloats()).containsExactly(0.5f, 0.125f);
  }

  @Test
  void responsesAreDividedByTheirNeighbours() {
    Tensor src = Tensor.of(Shape.of(1, 3), 1, 2, 3);
    // Sums of squares 5, 14, 13; a third of alpha 3 each, and 2 more; beta 1.
    assertThat(OneRun.floats(new LocalResponseNorm(3, 3, 1, 2), src))
        .containsExactly(1 / 7f, 2 / 16f, 3 / 15f);
    // c and c + 1: 5, 13, 9, half of alpha 2 each.
    assertThat(OneRun.floats(new LocalResponseNorm(2, 2, 1, 0), src))
        .containsExactly(1 / 5f, 2 / 13f, 3 / 9f);
  }

  @Test
  void matricesMeetByBroadcasting() {
    Tensor a = Tensor.of(Shape.of(2, 1, 2), 1, 2, 3, 4);
    Tensor b = Tensor.of(Shape.of(2, 2), 1, 10, 100, 1000);
    assertThat(OneRun.floats(new MatMul(false), a, b)).containsExactly(201, 2010, 403, 4030);
    assertThat(OneRun.floats(new MatMul(true), a, b)).containsExactly(21, 2100, 43, 4300);
    assertThat(OneRun.floats(new MatMul(false), vector(1, 2), vector(3, 4))).containsExactly(11);
  }

  @Test
  void normsOfWindows() {
    Tensor src = Tensor.of(Shape.of(1, 1, 2, 2), 3, -4, 0, 12);
    assertThat(OneRun.floats(LpPool2d.of(Window2d.of(2), 2), src)).containsExactly(13);
    assertThat(OneRun.floats(new GlobalLpPool(1), src)).containsExactly(19);
    assertThat(OneRun.floats(LpPool2d.of(Window2d.of(2).stride(2).pad(1), 3), src))
        .containsExactly(new float[] {3, 4, 0, 12}, within(1e-6f));
  }
}
