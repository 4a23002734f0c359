package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** LogSoftmax, GroupNorm, LayerNorm and LocalResponseNorm. */
class StatisticsTest {

  @Test
  void logSoftmaxKeepsTheShapeAndKnowsItsAxes() {
    assertThat(Inputs.infer(LogSoftmax.along(1), Shape.of(2, 3))).isEqualTo(Shape.of(2, 3));
    assertThatThrownBy(() -> new LogSoftmax(1, 1))
        .hasMessage("LogSoftmax: axes are 1 to 0; expected at least one, counted from 0");
    assertThatThrownBy(() -> Inputs.infer(LogSoftmax.along(2), Shape.of(2, 3)))
        .hasMessageContaining("LogSoftmax: input is [2,3]; expected at least rank 3");
  }

  @Test
  void groupsDivideTheChannels() {
    GroupNorm op = new GroupNorm(6, 2, 1e-5f);
    Shape parameter = Shape.of(6);
    assertThat(Inputs.infer(op, Shape.of(2, 6, 5), parameter, parameter))
        .isEqualTo(Shape.of(2, 6, 5));
    assertThat(op.terms(Shape.of(2, 6, 5))).isEqualTo(15);
    assertThat(GroupNorm.instance(6, 0).terms(Shape.of(2, 6, 5, 7))).isEqualTo(35);
    assertThat(op.parameterCount()).isEqualTo(12);
    assertThatThrownBy(() -> new GroupNorm(6, 4, 0))
        .hasMessage("GroupNorm: groups is 4; expected a divisor of 6 channels");
    assertThatThrownBy(() -> new GroupNorm(6, 2, -1)).hasMessageContaining("epsilon is -1.0");
    assertThatThrownBy(() -> new GroupNorm(6, 2, Float.NaN)).hasMessageContaining("epsilon is NaN");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(2, 5), parameter, parameter))
        .hasMessageContaining("input is [2,5]; expected [N, 6, ...]");
    assertThatThrownBy(() -> Inputs.infer(op, Shape.of(2, 6), parameter, Shape.of(2)))
        .hasMessageContaining("bias is [2]; expected [6]");
  }

  @Test
  void layersAreTheLastAxes() {
    Shape last = Shape.of(3, 4);
    LayerNorm op = new LayerNorm(last, 0, true, true);
    assertThat(op.infer(Inputs.of(Shape.of(2, 5, 3, 4), last, last)))
        .isEqualTo(Inputs.of(Shape.of(2, 5, 3, 4), Shape.of(2, 5, 1, 1), Shape.of(2, 5, 1, 1)));
    assertThat(op.parameterCount()).isEqualTo(24);
    LayerNorm bare = new LayerNorm(last, 0, false, false);
    assertThat(bare.inputs()).extracting(Port::name).containsExactly("src", "scale");
    assertThat(bare.infer(Inputs.of(last, last))).isEqualTo(Inputs.of(last));
    for (Shape src : List.of(Shape.of(4), Shape.of(2, 4, 3))) {
      assertThatThrownBy(() -> Inputs.infer(bare, src, last))
          .hasMessage("LayerNorm: input is " + src + "; expected its last axes to be [3,4]");
    }
    assertThatThrownBy(() -> new LayerNorm(Shape.of(), 0, false, false))
        .hasMessageContaining("normalised shape is []; expected one axis or more");
  }

  @Test
  void responsesReachFurtherBehindIfTheSizeIsEven() {
    LocalResponseNorm odd = new LocalResponseNorm(5, 1, 0.75f, 1);
    assertThat(odd.before()).isEqualTo(2);
    assertThat(odd.behind()).isEqualTo(2);
    // 5 squares, their sum, factor and bias are 8 roundings, of which the power leaves 3/4.
    assertThat(odd.products()).isEqualTo(6);
    LocalResponseNorm even = new LocalResponseNorm(4, 1, 0.75f, 1);
    assertThat(even.before()).isEqualTo(1);
    assertThat(even.behind()).isEqualTo(2);
    assertThat(Inputs.infer(odd, Shape.of(1, 3, 2))).isEqualTo(Shape.of(1, 3, 2));
    assertThatThrownBy(() -> Inputs.infer(odd, Shape.of(3))).hasMessageContaining("rank 2 or more");
    assertThatThrownBy(() -> new LocalResponseNorm(0, 1, 1, 1)).hasMessageContaining("size is 0");
    assertThatThrownBy(() -> new LocalResponseNorm(1, -1, 1, 1))
        .hasMessageContaining("alpha, beta and bias are -1.0, 1.0 and 1.0; expected finite ones");
  }
}
