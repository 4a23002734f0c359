package dev.fovea.backend.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.op.ArgExtremum;
import dev.fovea.op.ArgExtremum.Extreme;
import dev.fovea.op.Reduce;
import dev.fovea.op.Reduce.Kind;
import dev.fovea.op.TopK;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reductions worked out by hand. */
class ReferenceReductionTest {

  @ParameterizedTest
  @CsvSource({
    "SUM, -1",
    "MEAN, -0.25",
    "MAX, 3",
    "MIN, -4",
    "PROD, 48",
    "L1, 11",
    "L2, 5.7445626",
    "SUM_SQUARE, 33",
    "LOG_SUM_EXP, 3.3188386"
  })
  void everyKind(Kind kind, float expected) {
    Tensor src = Tensor.of(Shape.of(4), 3, 2, -2, -4);
    float[] actual = OneRun.floats(Reduce.of(kind), src);
    assertThat(actual).containsExactly(new float[] {expected}, within(1e-6f));
  }

  @Test
  void axesApartAreTakenTogether() {
    Tensor src = Tensor.of(Shape.of(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(OneRun.floats(Reduce.of(Kind.SUM, 0, 2), src)).containsExactly(14, 22);
    assertThat(OneRun.floats(Reduce.of(Kind.MAX, -2), src)).containsExactly(3, 4, 7, 8);
    assertThat(OneRun.floats(Reduce.of(Kind.LOG_SUM), Tensor.of(Shape.of(2), 0.25f, 0.75f)))
        .containsExactly(0);
  }

  @Test
  void integersStayExact() {
    Tensor src = Tensor.ofLongs(Shape.of(3), (1L << 53) + 1, 1, -3);
    assertThat(OneRun.longs(Reduce.of(Kind.SUM), src)).containsExactly((1L << 53) - 1);
    assertThat(OneRun.longs(Reduce.of(Kind.MEAN), Tensor.ofLongs(Shape.of(2), -3, -4)))
        .containsExactly(-3);
    assertThat(OneRun.longs(Reduce.of(Kind.PROD), Tensor.ofLongs(Shape.of(2), 1L << 62, 6)))
        .containsExactly(1L << 63);
  }

  @Test
  void theFirstOfEqualValuesComesFirst() {
    Tensor src = Tensor.of(Shape.of(5), 2, Float.NaN, 7, 2, 7);
    List<Tensor> largest = OneRun.of(new TopK(4, 0, true), src);
    assertThat(largest.get(0).toFloats()).containsExactly(Float.NaN, 7, 7, 2);
    assertThat(largest.get(1).toLongs()).containsExactly(1, 2, 4, 0);
    List<Tensor> smallest = OneRun.of(new TopK(3, 0, false), src);
    assertThat(smallest.get(1).toLongs()).containsExactly(0, 3, 2);
    Tensor longs = Tensor.ofLongs(Shape.of(3), 1L << 53, (1L << 53) + 1, 5);
    assertThat(OneRun.longs(new TopK(1, 0, true), longs)).containsExactly((1L << 53) + 1);
  }

  @Test
  void placesOfExtremes() {
    Tensor src = Tensor.of(Shape.of(2, 3), 1, 5, 5, -1, -7, -7);
    assertThat(OneRun.longs(new ArgExtremum(Extreme.MAX, 1, true, false), src))
        .containsExactly(1, 0);
    assertThat(OneRun.longs(new ArgExtremum(Extreme.MIN, 1, true, true), src))
        .containsExactly(0, 2);
    assertThat(OneRun.longs(new ArgExtremum(Extreme.MIN, 0, false, false), src))
        .containsExactly(1, 1, 1);
    Tensor nan = Tensor.of(Shape.of(4), 1, Float.NaN, Float.NEGATIVE_INFINITY, Float.NaN);
    assertThat(OneRun.longs(new ArgExtremum(Extreme.MIN, 0, true, false), nan)).containsExactly(1);
    assertThat(OneRun.longs(new ArgExtremum(Extreme.MAX, 0, true, true), nan)).containsExactly(3);
  }
}
