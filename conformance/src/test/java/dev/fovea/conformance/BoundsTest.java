package dev.fovea.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.conformance.Oracle.Expected;
import dev.fovea.op.Activation;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Softmax;
import dev.fovea.op.Window2d;
import dev.fovea.spi.ErrorModel;
import dev.fovea.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundsTest {
  private static final double U = Math.pow(2, -24);

  @Test
  void aDirectSumIsBoundedByItsMagnitudes() {
    Conv2d conv = Conv2d.of(2, 1, Window2d.of(1)).epilogue(Epilogue.of(Activation.leakyRelu(-3)));
    List<Values> inputs =
        List.of(
            Values.of(Shape.of(1, 2, 1, 1), 2, -3),
            Values.of(Shape.of(1, 2, 1, 1), -5, 7),
            Values.of(Shape.of(1), -11));
    Expected expected = Oracle.expect(conv, inputs);
    // -10 - 21 - 11 = -42, times -3; beside it 10 + 21 + 11 = 42.
    assertThat(expected.output().values()).containsExactly(126);
    double gamma = 4 * U / (1 - 4 * U);
    double before = gamma * 42 + 2 * Math.pow(2, -149);
    double bound = 3 * before + 2 * Math.pow(2, -17) + U * 126;
    assertThat(expected.bound(new ErrorModel.Direct(2, 2), 0)).isCloseTo(bound, within(1e-12));
  }

  @Test
  void moreProductsThanTheOperatorHasDoNotWidenTheBound() {
    ErrorModel limit = new ErrorModel.Direct(9, 0);
    assertThat(Bounds.admissible(new ErrorModel.Direct(18, 0), limit)).isEqualTo(limit);
    assertThat(Bounds.isAdmissible(new ErrorModel.Direct(18, 0), limit)).isFalse();
    assertThat(Bounds.isAdmissible(new ErrorModel.Direct(9, 1), limit)).isFalse();
    assertThat(Bounds.isAdmissible(ErrorModel.exact(), limit)).isTrue();
    assertThat(Bounds.isAdmissible(limit, ErrorModel.exact())).isFalse();
  }

  @Test
  void softmaxIsBoundedByTheDistanceFromTheMaximum() {
    Expected expected =
        Oracle.expect(Softmax.along(0), List.of(Values.of(Shape.of(3), 1, 3, 0.5f)));
    assertThat(expected.beside()).containsExactly(2, 0, 2.5f);
    double relative = (3 + 4 + 1 + 2 + 1) * U;
    assertThat(expected.bound(new ErrorModel.Normalised(3, 1), 0))
        .isCloseTo(relative * expected.output().values()[0], within(1e-12));
  }

  @Test
  void theOraclesOwnRoundingIsAllowedFor() {
    assertThat(Bounds.of(new ErrorModel.Elementwise(0), 1, 0, 1)).isCloseTo(U, within(1e-20));
    assertThat(Bounds.of(ErrorModel.exact(), 1, 0, 1)).isZero();
  }
}
