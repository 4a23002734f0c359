package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinearTest {

  private static int[] outputs(Linear op) {
    return IntStream.range(0, (int) op.weightsShape().elements()).map(op::outputOf).toArray();
  }

  @Test
  void everyWeightKnowsItsOutput() {
    assertThat(outputs(Dense.of(2, 3))).containsExactly(0, 0, 1, 1, 2, 2);
    Window2d row = Window2d.of(new Size2d(1, 2));
    assertThat(outputs(Conv2d.of(2, 4, row).groups(2))).containsExactly(0, 0, 1, 1, 2, 2, 3, 3);
    // Weights are [in, out / groups, 1, 1]: two inputs a group, each spread over three outputs.
    assertThat(outputs(ConvTranspose2d.of(4, 6, Window2d.of(1)).groups(2)))
        .containsExactly(0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5);
    assertThat(outputs(ConvTranspose2d.of(1, 2, row))).containsExactly(0, 0, 1, 1);
  }

  @Test
  void outputsAreAsManyAsBiases() {
    assertThat(Dense.of(2, 3).outputs()).isEqualTo(3);
    assertThat(Conv2d.depthwise(4, 2, Window2d.of(3)).outputs()).isEqualTo(8);
    assertThat(ConvTranspose2d.of(1, 5, Window2d.of(3)).outputs()).isEqualTo(5);
    assertThat(Dense.of(7, 3).products()).isEqualTo(7);
  }
}
